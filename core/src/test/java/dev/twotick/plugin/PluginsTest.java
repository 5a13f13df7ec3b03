package dev.twotick.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.Transport;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {
    @TempDir
    Path dir;

    /** A transport plugin that is listed in a services file for the test only. */
    public static class CarrierPigeon implements TransportProvider {
        @Override
        public Set<String> schemes() {
            return Set.of("pigeon");
        }

        @Override
        public Set<String> keys() {
            return Set.of("wings");
        }

        @Override
        public Transport create(String url, Section section) {
            section.number("wings", 2, 2, 4);
            return new Transport() {
                @Override
                public SubmissionOutcome submit(Submission submission, PointOfNoReturn pointOfNoReturn) {
                    return new SubmissionOutcome.Abandoned();
                }

                @Override
                public void close() {}
            };
        }
    }

    /** Wants the same scheme. */
    public static final class OtherPigeon extends CarrierPigeon {}

    /** Cannot be made. */
    public static final class DeadPigeon extends CarrierPigeon {
        /** Fails. */
        public DeadPigeon() {
            throw new IllegalStateException("never hatched");
        }
    }

    /** Stands for a library that may not be there. */
    public static class Library extends CarrierPigeon {}

    /** Cannot even be loaded without its library. */
    public static final class NeedsLibrary extends Library {}

    /** Notices only in its work that its library is not there. */
    public static final class LatePigeon extends CarrierPigeon {
        @Override
        public Transport create(String url, Section section) {
            throw new NoClassDefFoundError("org/example/Library");
        }
    }

    /** Loads the plugin itself and does not find its library. */
    private static final class WithoutLibrary extends URLClassLoader {
        WithoutLibrary(URL services) {
            super(new URL[] {services, PluginsTest.class.getResource("/")}, PluginsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals(Library.class.getName())) {
                throw new ClassNotFoundException(name);
            }
            return name.equals(NeedsLibrary.class.getName()) ? findClass(name) : super.loadClass(name, resolve);
        }
    }

    private Plugins with(String... classes) throws IOException {
        Path services = Files.createDirectories(dir.resolve("META-INF/services"));
        Files.writeString(services.resolve(TransportProvider.class.getName()), String.join("\n", classes));
        return new Plugins(
                new URLClassLoader(new URL[] {dir.toUri().toURL()}, getClass().getClassLoader()));
    }

    private static Section relay(String url) {
        return Section.of(Settings.EMPTY.with("relay.main.url", url)).part("relay.main.");
    }

    @Test
    void theSchemeNamesThePluginAndDiscoveryAloneActivatesNothing() throws IOException {
        Plugins plugins = with(CarrierPigeon.class.getName());
        Section section = relay("pigeon://loft");
        assertThat(plugins.transport(section)).isPresent();
        assertThat(section.faults()).isEmpty();
        assertThat(plugins.keys().get("relay")).contains("wings");
    }

    @Test
    void anUnknownSchemeIsToldWithTheNamesFoundAndTheModuleToAdd() throws IOException {
        Plugins plugins = with(CarrierPigeon.class.getName());
        assertThat(faults(plugins, "smtps://mail.example.com"))
                .containsExactly(
                        "relay.main.url: no transport for the scheme smtps; found: pigeon; add the module twotick-transport-smtp");
        assertThat(faults(plugins, "raven://tower"))
                .containsExactly(
                        "relay.main.url: no transport for the scheme raven; found: pigeon; modules of ours:"
                                + " lmtp in twotick-transport-smtp, smtp in twotick-transport-smtp, smtps in twotick-transport-smtp");
        assertThat(faults(plugins, "mail.example.com")).first().asString().contains("has no scheme");
    }

    @Test
    void twoPluginsForOneSchemeAreAFaultThatNamesBoth() throws IOException {
        Plugins plugins = with(CarrierPigeon.class.getName(), OtherPigeon.class.getName());
        assertThat(faults(plugins, "pigeon://loft"))
                .singleElement()
                .asString()
                .contains("two plugins", "CarrierPigeon", "OtherPigeon");
    }

    @Test
    void aBrokenPluginIsAFaultAndNotPassedOver() throws IOException {
        assertThat(faults(with(DeadPigeon.class.getName(), CarrierPigeon.class.getName()), "pigeon://loft"))
                .singleElement()
                .asString()
                .contains("broken", "DeadPigeon");
        assertThat(faults(with("no.such.Plugin"), "pigeon://loft"))
                .first()
                .asString()
                .contains("broken", "no.such.Plugin");
    }

    @Test
    void aPluginWithoutItsLibraryIsAFaultAndDoesNotHideTheOthers() throws IOException {
        with(NeedsLibrary.class.getName(), "no.such.Plugin", CarrierPigeon.class.getName());
        try (URLClassLoader loader = new WithoutLibrary(dir.toUri().toURL())) {
            Section section = relay("pigeon://loft");
            assertThat(new Plugins(loader).transport(section)).isPresent();
            assertThat(section.faults())
                    .extracting(Fault::problem)
                    .satisfiesExactly(
                            problem -> assertThat(problem).contains("broken", "Library"),
                            problem -> assertThat(problem).contains("broken", "no.such.Plugin"));
        }
        assertThat(faults(with(LatePigeon.class.getName()), "pigeon://loft"))
                .singleElement()
                .asString()
                .contains("cannot be opened", "org/example/Library");
    }

    @Test
    void faultsOfOthersDoNotEndTheSearch() throws IOException {
        Plugins plugins = with("no.such.Plugin", CarrierPigeon.class.getName());
        Section section = relay("pigeon://loft");
        for (int i = 0; i < 50; i++) {
            section.fault("other" + i, "is wrong");
        }
        assertThat(plugins.transport(section)).isPresent();
    }

    @Test
    void aClassPathThatCannotBeReadIsOneFault() {
        ClassLoader unreadable = new ClassLoader(getClass().getClassLoader()) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                throw new IOException("disk");
            }
        };
        assertThat(faults(new Plugins(unreadable), "pigeon://loft"))
                .satisfiesExactly(
                        fault -> assertThat(fault).contains("broken"),
                        fault -> assertThat(fault).contains("no transport for the scheme pigeon"));
    }

    @Test
    void whatIsWrongInItsSectionIsToldAndNothingIsUsed() throws IOException {
        Section section = Section.of(
                        Settings.EMPTY.with("relay.main.url", "pigeon://loft").with("relay.main.wings", "7"))
                .part("relay.main.");
        Optional<Transport> transport = with(CarrierPigeon.class.getName()).transport(section);
        assertThat(transport).isEmpty();
        assertThat(section.faults()).extracting(Fault::key).containsExactly("relay.main.wings");
    }

    private static List<String> faults(Plugins plugins, String url) {
        Section section = relay(url);
        plugins.transport(section);
        return section.faults().stream().map(Fault::toString).toList();
    }
}
