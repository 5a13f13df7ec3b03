/**
 * The {@code twotick} command: {@code send}, {@code serve}, {@code status}, {@code list}, {@code inspect}, {@code demo}.
 *
 * <p>Start with {@link dev.twotick.cli.Main}. Standard output carries results only; progress, logs and errors go to standard
 * error. What is shown is made in {@code dev.twotick.cli.view}.
 */
@NullMarked
package dev.twotick.cli;

import org.jspecify.annotations.NullMarked;
