/**
 * Every fate that a letter can meet, on servers that the demo starts itself: {@link dev.twotick.cli.demo.Demo}. The fates are
 * the table in {@code Fates}; the figures at the end come from the outbox and from the relay, and have to agree.
 */
@NullMarked
package dev.twotick.cli.demo;

import org.jspecify.annotations.NullMarked;
