/**
 * Binds Twotick in a Guice injector as one private module that exposes one key.
 *
 * <p>Start with {@link dev.twotick.guice.TwotickModule}.
 */
@NullMarked
package dev.twotick.guice;

import org.jspecify.annotations.NullMarked;
