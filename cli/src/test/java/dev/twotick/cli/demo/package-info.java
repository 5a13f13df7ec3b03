/** Tests of the demo and of its bookkeeping. */
@NullMarked
package dev.twotick.cli.demo;

import org.jspecify.annotations.NullMarked;
