package dev.twotick.guice;

import dev.twotick.plugin.Section;
import dev.twotick.plugin.TransportProvider;
import dev.twotick.testkit.RecordingTransport;
import dev.twotick.transport.Transport;
import java.util.Set;

/** Makes a transport for {@code recording:} URLs, so that settings alone can name one. */
public final class RecordingTransportProvider implements TransportProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("recording");
    }

    @Override
    public Set<String> keys() {
        return Set.of();
    }

    @Override
    public Transport create(String url, Section section) {
        return new RecordingTransport();
    }
}
