/**
 * The engine: takes work from the outbox, carries it to relays, the Sent store and back, and writes down what came of it.
 *
 * <p>Start with {@link dev.twotick.dispatch.Engine} (what runs), {@link dev.twotick.dispatch.Dispatcher} (submissions), {@link
 * dev.twotick.dispatch.Relay} (policies around a transport), {@link dev.twotick.dispatch.FilingDesk}, {@link
 * dev.twotick.dispatch.ConfirmationDesk} and {@link dev.twotick.dispatch.DoubtResolver}. Each is a {@link
 * dev.twotick.dispatch.Clerk}: one round of work at a time, so that a test can do the rounds by hand.
 */
@NullMarked
package dev.twotick.dispatch;

import org.jspecify.annotations.NullMarked;
