/**
 * How fast letters go over the wire, and what that costs: {@link dev.twotick.benchmarks.submission.SmtpSubmission} prints the
 * table; each library that is compared is a {@code Contender} and runs in a JVM of its own.
 */
@NullMarked
package dev.twotick.benchmarks.submission;

import org.jspecify.annotations.NullMarked;
