/**
 * What stands at the other end of the wire, each in a process of its own: {@link dev.twotick.benchmarks.wire.SmtpSink} takes
 * letters and forgets them, {@link dev.twotick.benchmarks.wire.DelayProxy} makes the way to it long.
 */
@NullMarked
package dev.twotick.benchmarks.wire;

import org.jspecify.annotations.NullMarked;
