/**
 * Servers, fakes and ready values to test mail code with: real sockets on loopback, and faults on demand.
 *
 * <p>Start with {@link dev.twotick.testkit.ScriptedSmtpServer} (a relay that does what it is told and keeps a ledger) and
 * {@link dev.twotick.testkit.SettableClock}. The contracts that every adapter has to pass are in {@code
 * dev.twotick.testkit.contract}.
 */
@NullMarked
package dev.twotick.testkit;

import org.jspecify.annotations.NullMarked;
