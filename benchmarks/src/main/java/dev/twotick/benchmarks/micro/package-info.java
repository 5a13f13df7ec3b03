/** JMH benchmarks of what is done once for each letter or receipt; {@link dev.twotick.benchmarks.micro.Micro} runs them. */
@NullMarked
package dev.twotick.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
