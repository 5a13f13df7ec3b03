/** Tests of the command: in this process where they can be, in child processes where the process is the point. */
@NullMarked
package dev.twotick.cli;

import org.jspecify.annotations.NullMarked;
