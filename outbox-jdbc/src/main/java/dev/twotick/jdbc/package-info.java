/**
 * Keeps the outbox and its ledger in a database, durable at every commit.
 *
 * <p>Start with {@link dev.twotick.jdbc.JdbcOutbox} (opens an outbox and does each of its steps in one transaction) and
 * {@link dev.twotick.jdbc.JdbcOutboxProvider} (the settings that name it). Within the package, {@code Transactions} is the one
 * way to the database, {@code Dialect} holds what differs between databases, and each table has one class that alone writes
 * it.
 */
@NullMarked
package dev.twotick.jdbc;

import org.jspecify.annotations.NullMarked;
