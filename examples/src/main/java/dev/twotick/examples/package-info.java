/**
 * Short programs that show one way of use each; the tests run them.
 *
 * <p>Start with {@link dev.twotick.examples.Invoice}; {@link dev.twotick.examples.FolderTransportProvider} shows a transport
 * of one's own.
 */
@NullMarked
package dev.twotick.examples;

import org.jspecify.annotations.NullMarked;
