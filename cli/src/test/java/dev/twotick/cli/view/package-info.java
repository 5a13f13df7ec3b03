/** Tests of what people and programs are shown. */
@NullMarked
package dev.twotick.cli.view;

import org.jspecify.annotations.NullMarked;
