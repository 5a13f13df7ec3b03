package dev.twotick.examples;

import dev.twotick.plugin.Section;
import dev.twotick.plugin.TransportProvider;
import dev.twotick.transport.Transport;
import java.nio.file.Path;
import java.util.Set;

/**
 * A transport of one's own, found by {@link java.util.ServiceLoader} and named by its scheme: {@code
 * relay.main.url=folder:/var/spool/pickup} writes each letter into a folder from which another program takes it.
 */
public final class FolderTransportProvider implements TransportProvider {
    /** Does nothing; {@link java.util.ServiceLoader} wants it. */
    public FolderTransportProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("folder");
    }

    @Override
    public Set<String> keys() {
        return Set.of();
    }

    @Override
    public Transport create(String url, Section section) {
        Path folder = Path.of(url.substring("folder:".length()));
        if (!folder.isAbsolute()) {
            section.fault("url", "must name an absolute path, for example folder:/var/spool/pickup");
        }
        return new FolderTransport(folder);
    }
}
