/**
 * Tick 1 over SMTP submission (RFC 6409): says yes, no for good, no for now or in doubt for each recipient, and never takes
 * one for another.
 *
 * <p>Users name {@link dev.twotick.smtp.SmtpTransportProvider} by the schemes {@code smtp} and {@code smtps}. Readers start
 * with {@code SmtpConnector}, which opens a connection and logs in, {@code SmtpConnection}, which is one, and {@code
 * SmtpExchange}, which carries one submission over it.
 */
@NullMarked
package dev.twotick.smtp;

import org.jspecify.annotations.NullMarked;
