package dev.twotick.receipts;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.plugin.DeliveryConfirmationProvider;
import dev.twotick.plugin.Section;
import dev.twotick.receipts.internal.relaylog.RelayLog;
import dev.twotick.receipts.internal.relaylog.RelayLogSettings;
import java.util.Set;

/** Makes the follower of a relay's log, named by {@code relay-log.file}. */
public final class RelayLogProvider implements DeliveryConfirmationProvider {
    /** Does nothing; for {@link java.util.ServiceLoader}. */
    public RelayLogProvider() {}

    @Override
    public String section() {
        return "relay-log";
    }

    @Override
    public String placeKey() {
        return "file";
    }

    @Override
    public Set<String> schemes() {
        return Set.of();
    }

    @Override
    public Set<String> keys() {
        return RelayLogSettings.KEYS;
    }

    @Override
    public DeliveryConfirmation create(String file, Section section) {
        return new RelayLog(RelayLogSettings.read(file, section));
    }
}
