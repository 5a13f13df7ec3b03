package dev.twotick;

import dev.twotick.confirmation.ConfirmationRequest;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.dispatch.EngineOptions;
import dev.twotick.dispatch.RelayOptions;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.InvalidLetterException;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import dev.twotick.plugin.Plugins;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.plugin.Vocabulary;
import dev.twotick.sentstore.SentStore;
import dev.twotick.transport.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns settings and instances into the parts of a {@link Twotick}. An instance wins over a setting. All faults are gathered
 * before the first is told; when there is one, everything that was opened is closed again.
 */
final class Assembly {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);
    private static final Duration DEFAULT_DEADLINE = Duration.ofHours(24);
    private static final long DEFAULT_MAX_SIZE = 50L << 20;
    private static final String DEFAULT_KEY_FILE = "twotick.key";
    private static final String RELAY_LOG = "relay-log.file";
    private static final Set<String> WORDS = Set.of(
            "assurance",
            "assurance.deadline",
            "letter.max-size",
            "receipts.url",
            "receipts.address",
            RELAY_LOG,
            "sent-store.url",
            "outbox.url",
            "token.key-file");

    /** Words of parts that this version does not have yet; a configuration may name them already. */
    private static final Set<String> LATER = Set.of("http.bind");

    private final Settings settings;
    private final Plugins plugins;
    private final Section all;
    private final List<AutoCloseable> opened = new ArrayList<>();

    /** A transport with the policies to put around it. */
    record NamedTransport(RelayOptions options, Transport transport) {}

    /** What letters are accepted under when they say nothing themselves. */
    record LetterDefaults(
            Assurance assurance, Duration deadline, long maxSize, Optional<EmailAddress> receiptAddress) {}

    Assembly(Settings settings, Plugins plugins) {
        this.settings = settings;
        this.plugins = plugins;
        this.all = Section.of(settings);
    }

    Section faults() {
        return all;
    }

    static Vocabulary vocabulary(Plugins plugins) {
        Set<String> words = new HashSet<>(WORDS);
        words.addAll(LATER);
        words.addAll(EngineOptions.KEYS);
        Map<String, Set<String>> keys = new HashMap<>(plugins.keys());
        Set<String> relayKeys = new HashSet<>(RelayOptions.KEYS);
        relayKeys.addAll(keys.getOrDefault("relay", Set.of()));
        keys.remove("relay");
        keys.forEach((section, names) -> names.forEach(name -> words.add(section + "." + name)));
        return new Vocabulary(words, Map.of("relay", relayKeys));
    }

    void checkWords() {
        vocabulary(plugins).check(settings, all);
        LATER.stream()
                .filter(settings.keys()::contains)
                .forEach(word -> LOG.warn("{} is set, and nothing in this version uses it", word));
    }

    EngineOptions engineOptions() {
        return EngineOptions.read(all);
    }

    Map<String, NamedTransport> relays(Map<String, NamedTransport> instances) {
        Map<String, NamedTransport> relays = new LinkedHashMap<>(instances);
        for (String name : settings.namesUnder("relay.")) {
            Section section = all.part("relay." + name + ".");
            RelayOptions options = RelayOptions.read(section);
            NamedTransport instance = instances.get(name);
            if (instance != null) {
                relays.put(name, new NamedTransport(options, instance.transport()));
            } else {
                plugins.transport(section).ifPresent(transport -> {
                    opened.add(transport);
                    relays.put(name, new NamedTransport(options, transport));
                });
            }
        }
        if (relays.isEmpty() && settings.namesUnder("relay.").isEmpty()) {
            all.fault("relay", "there is none; set relay.main.url, for example to smtps://mail.example.com");
        }
        return relays;
    }

    Optional<SentStore> sentStore(Optional<SentStore> instance) {
        return fromUrl("sent-store", instance, plugins::sentStore);
    }

    List<DeliveryConfirmation> confirmations() {
        List<DeliveryConfirmation> sources = plugins.confirmations(all);
        opened.addAll(sources);
        if (all.text(RELAY_LOG).isPresent() && !plugins.keys().containsKey("relay-log")) {
            all.fault(RELAY_LOG, "nothing on the class path follows a relay's log; add the module twotick-receipts");
        }
        return sources;
    }

    private <T extends AutoCloseable> Optional<T> fromUrl(
            String name, Optional<T> instance, Function<Section, Optional<T>> plugin) {
        Section section = all.part(name + ".");
        if (instance.isPresent() || section.text("url").isEmpty()) {
            return instance;
        }
        Optional<T> made = plugin.apply(section);
        made.ifPresent(opened::add);
        return made;
    }

    Outbox outbox(Optional<Outbox> instance, InstantSource clock) {
        Section section = all.part("outbox.");
        if (instance.isPresent()) {
            return instance.get();
        }
        if (section.text("url").isEmpty()) {
            LOG.warn("outbox.url is not set: letters are kept in memory and lost when the process ends");
            return new MemoryOutbox(clock);
        }
        // after a fault nothing of the assembly is used; the memory outbox only stands in until all faults are known
        Optional<Outbox> made = plugins.outbox(section);
        made.ifPresent(opened::add);
        return made.orElseGet(() -> new MemoryOutbox(clock));
    }

    LetterDefaults letterDefaults() {
        Map<String, Assurance.Reach> reaches = new LinkedHashMap<>();
        for (Assurance.Reach reach : Assurance.Reach.values()) {
            reaches.put(reach.word(), reach);
        }
        return new LetterDefaults(
                Assurance.of(all.choice("assurance", Assurance.Reach.SUBMITTED, reaches)),
                all.duration("assurance.deadline", DEFAULT_DEADLINE),
                all.octets("letter.max-size", DEFAULT_MAX_SIZE),
                receiptAddress());
    }

    private Optional<EmailAddress> receiptAddress() {
        Optional<String> text = all.text("receipts.address");
        if (text.isEmpty()) {
            if (all.text("receipts.url").isPresent()) {
                all.fault(
                        "receipts.address",
                        "is missing; set the address whose mail lands in the mailbox of receipts.url");
            }
            return Optional.empty();
        }
        try {
            EmailAddress address = EmailAddress.of("receipts.address", text.get());
            ConfirmationRequest.problemOf(address).ifPresent(problem -> all.fault("receipts.address", problem));
            return Optional.of(address);
        } catch (InvalidLetterException e) {
            all.fault("receipts.address", e.problem());
            return Optional.empty();
        }
    }

    /** Watermarks are kept by name: two sources of one name would pass over each other's receipts. */
    void checkNames(List<DeliveryConfirmation> sources) {
        Set<String> names = new HashSet<>();
        for (DeliveryConfirmation source : sources) {
            if (!names.add(source.name())) {
                all.fault(
                        "receipts", "two sources of evidence are called " + source.name() + "; give one another name");
            }
        }
    }

    void checkAssurance(LetterDefaults defaults, boolean copies) {
        if (defaults.assurance().reach() == Assurance.Reach.FILED && !copies) {
            all.fault("assurance", "filed needs a Sent store; set sent-store.url");
        }
    }

    /** Keys that only this process needs are not written anywhere. */
    TokenKeys tokenKeys(Optional<TokenKeys> instance, boolean neededLater) {
        SecureRandom random = new SecureRandom();
        Optional<String> file = all.text("token.key-file");
        if (instance.isPresent()) {
            return instance.get();
        }
        if (file.isEmpty() && (!neededLater || !all.faults().isEmpty())) {
            return TokenKeys.ephemeral(random);
        }
        try {
            return TokenKeys.load(Path.of(file.orElse(DEFAULT_KEY_FILE)), random);
        } catch (IOException | IllegalArgumentException e) {
            all.fault("token.key-file", "cannot be used: " + e.getMessage());
            return TokenKeys.ephemeral(random);
        }
    }

    /** Tells all faults, after closing what was opened. */
    void check() {
        if (!all.faults().isEmpty()) {
            opened.forEach(Assembly::close);
        }
        all.check();
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("closing {} failed", part.getClass().getName(), e);
        }
    }
}
