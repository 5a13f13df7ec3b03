/**
 * Publishes what the engine does as Micrometer meters that keep submitted and confirmed apart.
 *
 * <p>Start with {@link dev.twotick.metrics.TwotickMetrics} (what this process does), {@link
 * dev.twotick.metrics.OutboxMetrics} (what stands in the outbox) and {@link dev.twotick.metrics.TwotickMeter} (every name).
 */
@NullMarked
package dev.twotick.metrics;

import org.jspecify.annotations.NullMarked;
