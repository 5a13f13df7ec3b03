package dev.twotick.plugin;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.letter.Printable;
import dev.twotick.outbox.Outbox;
import dev.twotick.sentstore.SentStore;
import dev.twotick.transport.Transport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is on the class path. Being found activates nothing: a plugin is used only when a URL's scheme names it. Two plugins
 * for one scheme, a scheme that nobody knows and a provider that cannot be loaded are faults of the configuration, told with
 * the names found and the module to add. Immutable; nothing is cached in static state.
 */
public final class Plugins {
    private static final int MAX_FAILURES = 100;

    private static final String URL = "url";
    private static final String RECEIPTS = "receipts";

    private final ClassLoader loader;

    /**
     * Looks on a class loader's path.
     *
     * @param loader for example the context class loader
     */
    public Plugins(ClassLoader loader) {
        this.loader = loader;
    }

    /**
     * Makes a relay's transport.
     *
     * @param section the relay's settings, with {@code url}
     * @return the transport, or empty when a fault was noted
     */
    public Optional<Transport> transport(Section section) {
        return create(Kind.TRANSPORT, section);
    }

    /**
     * Makes the Sent store.
     *
     * @param section its settings, with {@code url}
     * @return the store, or empty when a fault was noted
     */
    public Optional<SentStore> sentStore(Section section) {
        return create(Kind.SENT_STORE, section);
    }

    /**
     * Makes the sources of evidence that the settings name a place for.
     *
     * @param settings all settings
     * @return one for each section that has a place, but for those with a fault, which is noted
     */
    public List<DeliveryConfirmation> confirmations(Section settings) {
        Map<String, List<DeliveryConfirmationProvider>> bySection = new TreeMap<>(Map.of(RECEIPTS, List.of()));
        bySection.putAll(find(Kind.CONFIRMATION, settings.part(RECEIPTS + ".")).stream()
                .collect(Collectors.groupingBy(DeliveryConfirmationProvider::section)));
        List<DeliveryConfirmation> sources = new ArrayList<>();
        bySection.forEach((word, plugins) -> {
            Section section = settings.part(word + ".");
            if (section.text(URL).isPresent()) {
                choose(Kind.CONFIRMATION, section, section.text(URL).get(), plugins)
                        .flatMap(plugin -> make(Kind.CONFIRMATION, plugin, section, URL))
                        .ifPresent(sources::add);
            } else {
                plugins.stream()
                        .filter(plugin -> section.text(plugin.placeKey()).isPresent())
                        .flatMap(plugin -> make(Kind.CONFIRMATION, plugin, section, plugin.placeKey()).stream())
                        .forEach(sources::add);
            }
        });
        return sources;
    }

    /**
     * Makes the outbox.
     *
     * @param section its settings, with {@code url}
     * @return the outbox, or empty when a fault was noted
     */
    public Optional<Outbox> outbox(Section section) {
        return create(Kind.OUTBOX, section);
    }

    /**
     * All keys that plugins on the path understand in a section of each kind.
     *
     * @return keys by the section's word: {@code relay}, {@code sent-store}, {@code outbox}, {@code receipts} and those of
     *     other sources of evidence
     */
    public Map<String, Set<String>> keys() {
        Section unheard = Section.of(Settings.EMPTY);
        Map<String, Set<String>> keys = new HashMap<>(Map.of(
                "relay", keys(Kind.TRANSPORT, unheard),
                "sent-store", keys(Kind.SENT_STORE, unheard),
                "outbox", keys(Kind.OUTBOX, unheard)));
        for (DeliveryConfirmationProvider plugin : find(Kind.CONFIRMATION, unheard)) {
            Set<String> own = keys.computeIfAbsent(plugin.section(), word -> new HashSet<>());
            own.addAll(plugin.keys());
            own.add(plugin.placeKey());
        }
        return keys;
    }

    private <T, P extends Plugin<T>> Set<String> keys(Kind<T, P> kind, Section section) {
        return find(kind, section).stream()
                .flatMap(plugin -> plugin.keys().stream())
                .collect(Collectors.toSet());
    }

    private <T extends AutoCloseable, P extends Plugin<T>> Optional<T> create(Kind<T, P> kind, Section section) {
        Optional<String> url = section.text(URL);
        if (url.isEmpty()) {
            section.fault(URL, "is missing");
            return Optional.empty();
        }
        return choose(kind, section, url.get(), find(kind, section))
                .flatMap(plugin -> make(kind, plugin, section, URL));
    }

    private static <T extends AutoCloseable, P extends Plugin<T>> Optional<T> make(
            Kind<T, P> kind, P plugin, Section section, String placeKey) {
        int faultsBefore = section.faults().size();
        try {
            T made = plugin.create(section.text(placeKey).orElseThrow(), section);
            if (section.faults().size() == faultsBefore) {
                return Optional.of(made);
            }
            made.close();
        } catch (ConfigurationException e) {
            e.faults().forEach(fault -> section.part("").fault(relative(section, fault.key()), fault.problem()));
        } catch (Exception | LinkageError e) {
            section.fault(placeKey, "the " + kind.word() + " cannot be opened: " + e);
        }
        return Optional.empty();
    }

    private static String relative(Section section, String key) {
        String prefix = section.word("");
        return key.startsWith(prefix) ? key.substring(prefix.length()) : key;
    }

    /** The one plugin for the URL's scheme. */
    private static <T, P extends Plugin<T>> Optional<P> choose(
            Kind<T, P> kind, Section section, String url, Collection<P> all) {
        String scheme = schemeOf(url);
        List<P> fitting =
                all.stream().filter(plugin -> plugin.schemes().contains(scheme)).toList();
        if (fitting.size() == 1) {
            return Optional.of(fitting.get(0));
        }
        if (fitting.isEmpty()) {
            section.fault("url", unknown(kind, scheme, url, all));
        } else {
            section.fault(
                    "url",
                    "two plugins want the scheme " + scheme + ": "
                            + fitting.stream().map(Plugins::origin).collect(Collectors.joining(" and "))
                            + "; take one of them off the class path, or hand over an instance in code");
        }
        return Optional.empty();
    }

    private static <T, P extends Plugin<T>> String unknown(
            Kind<T, P> kind, String scheme, String url, Collection<P> all) {
        Map<String, String> found = new TreeMap<>();
        all.forEach(plugin -> plugin.schemes().forEach(name -> found.put(name, origin(plugin))));
        String module = kind.modules().get(scheme);
        String what = scheme.isEmpty()
                ? Printable.quoted(url) + " has no scheme"
                : "no " + kind.word() + " for the scheme " + scheme;
        String have = found.isEmpty() ? "none is on the class path" : "found: " + String.join(", ", found.keySet());
        String add = module != null
                ? "add the module " + module
                : "modules of ours: "
                        + kind.modules().entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(entry -> entry.getKey() + " in " + entry.getValue())
                                .collect(Collectors.joining(", "));
        return what + "; " + have + "; " + add;
    }

    /** {@code jdbc:sqlite:file} has the scheme {@code jdbc:sqlite}, as its driver does the work. */
    private static String schemeOf(String url) {
        int from = url.regionMatches(true, 0, "jdbc:", 0, "jdbc:".length()) ? "jdbc:".length() : 0;
        int colon = url.indexOf(':', from);
        return colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
    }

    private <T, P extends Plugin<T>> Collection<P> find(Kind<T, P> kind, Section section) {
        List<P> found = new ArrayList<>();
        Set<String> faults = new LinkedHashSet<>();
        Set<Class<?>> seen = new HashSet<>();
        Iterator<ServiceLoader.Provider<P>> providers =
                ServiceLoader.load(kind.provider(), loader).stream().iterator();
        for (int failures = 0; failures < MAX_FAILURES; ) {
            try {
                if (!providers.hasNext()) {
                    break;
                }
                ServiceLoader.Provider<P> provider = providers.next();
                if (seen.add(provider.type())) {
                    found.add(provider.get());
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                // the next look goes on after the broken entry; only a class path that cannot be read fails every time
                failures++;
                faults.add("a " + kind.word() + " plugin on the class path is broken: " + e);
            }
        }
        faults.forEach(fault -> section.fault("url", fault));
        return found;
    }

    private static String origin(Object plugin) {
        var source = plugin.getClass().getProtectionDomain().getCodeSource();
        return plugin.getClass().getName()
                + (source == null || source.getLocation() == null
                        ? ""
                        : " in " + source.getLocation().getPath());
    }
}
