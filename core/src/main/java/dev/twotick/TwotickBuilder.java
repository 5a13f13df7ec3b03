package dev.twotick;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.dispatch.RelayOptions;
import dev.twotick.dispatch.RelayRegistries;
import dev.twotick.dispatch.TwotickListener;
import dev.twotick.outbox.Outbox;
import dev.twotick.plugin.Plugins;
import dev.twotick.plugin.Settings;
import dev.twotick.sentstore.SentStore;
import dev.twotick.transport.Transport;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Builds a {@link Twotick} from settings, URLs and instances; an instance wins over a URL. Used by one thread.
 *
 * <p>Whatever a settings file can say can be said by {@link #set} with the same word.
 */
public final class TwotickBuilder {
    private static final String FIRST_RELAY = "main";

    final Map<String, Assembly.NamedTransport> transports = new LinkedHashMap<>();
    final List<DeliveryConfirmation> confirmations = new ArrayList<>();
    final List<TwotickListener> listeners = new ArrayList<>();
    Settings settings = Settings.EMPTY;
    Optional<SentStore> sentStore = Optional.empty();
    Optional<Outbox> outbox = Optional.empty();
    Optional<TokenKeys> tokenKeys = Optional.empty();
    RelayRegistries registries = RelayRegistries.ofDefaults();
    InstantSource clock = InstantSource.system();
    boolean acceptOnly;
    Plugins plugins = new Plugins(Thread.currentThread().getContextClassLoader());

    TwotickBuilder() {}

    /**
     * Takes settings over; words that were set before and are not in it stay.
     *
     * @param more the settings
     * @return this
     */
    public TwotickBuilder settings(Settings more) {
        settings = settings.with(more);
        return this;
    }

    /**
     * Sets one word of the settings.
     *
     * @param key for example {@code retry.initial}
     * @param value for example {@code 30s}
     * @return this
     */
    public TwotickBuilder set(String key, String value) {
        settings = settings.with(key, value);
        return this;
    }

    /**
     * Adds a relay; the first is called {@code main}, the others {@code relay-2}, {@code relay-3} …, and fail-over goes in this
     * order.
     *
     * @param url for example {@code smtps://mail.example.com}
     * @param credentials how to log in
     * @return this
     */
    public TwotickBuilder relay(String url, Credentials credentials) {
        Set<String> taken = new HashSet<>(settings.namesUnder("relay."));
        taken.addAll(transports.keySet());
        int number = taken.size() + 1;
        String prefix = "relay." + (number == 1 ? FIRST_RELAY : "relay-" + number) + ".";
        set(prefix + "rank", "" + number);
        return url(prefix, url, credentials);
    }

    /**
     * Adds a relay with a transport of the caller's.
     *
     * @param name the relay's name; settings under {@code relay.<name>.} give its policies
     * @param transport carries the submissions; closed with the {@link Twotick}
     * @return this
     */
    public TwotickBuilder relay(String name, Transport transport) {
        transports.put(name, new Assembly.NamedTransport(RelayOptions.DEFAULTS, transport));
        return this;
    }

    /**
     * Sets where Sent copies are filed.
     *
     * @param url for example {@code imaps://mail.example.com}
     * @param credentials how to log in
     * @return this
     */
    public TwotickBuilder sentStore(String url, Credentials credentials) {
        return url("sent-store.", url, credentials);
    }

    /**
     * Sets what files Sent copies.
     *
     * @param store closed with the {@link Twotick}
     * @return this
     */
    public TwotickBuilder sentStore(SentStore store) {
        sentStore = Optional.of(store);
        return this;
    }

    /**
     * Sets the mailbox that receipts are read from.
     *
     * @param url for example {@code imaps://mail.example.com/Bounces}
     * @param credentials how to log in
     * @param address the address whose mail lands there, sub-addresses included, or {@code *@domain} when all mail of a domain
     *     does; it becomes the reverse-path
     * @return this
     */
    public TwotickBuilder receipts(String url, Credentials credentials, String address) {
        set("receipts.address", address);
        return url("receipts.", url, credentials);
    }

    /**
     * Adds a source of evidence.
     *
     * @param source closed with the {@link Twotick}
     * @return this
     */
    public TwotickBuilder confirmation(DeliveryConfirmation source) {
        confirmations.add(source);
        return this;
    }

    /**
     * Sets the outbox by URL.
     *
     * @param url for example {@code jdbc:sqlite:outbox.db}
     * @return this
     */
    public TwotickBuilder outbox(String url) {
        return set("outbox.url", url);
    }

    /**
     * Sets the outbox.
     *
     * @param outbox left open when the {@link Twotick} is closed: who made it closes it
     * @return this
     */
    public TwotickBuilder outbox(Outbox outbox) {
        this.outbox = Optional.of(outbox);
        return this;
    }

    /**
     * Adds a listener.
     *
     * @param listener hears what happens in this process
     * @return this
     */
    public TwotickBuilder listener(TwotickListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Sets the Resilience4j registries that the relays' policies are kept in.
     *
     * @param registries an application's own ones
     * @return this
     */
    public TwotickBuilder registries(RelayRegistries registries) {
        this.registries = registries;
        return this;
    }

    /**
     * Sets the keys that sign tokens, in place of {@code token.key-file}.
     *
     * @param keys the keys
     * @return this
     */
    public TwotickBuilder tokenKeys(TokenKeys keys) {
        tokenKeys = Optional.of(keys);
        return this;
    }

    /**
     * Sets the clock of the outbox in memory; another outbox has its own.
     *
     * @param clock the time
     * @return this
     */
    public TwotickBuilder clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    /**
     * Accepts and tracks letters only; another process on the same outbox submits them.
     *
     * @return this
     */
    public TwotickBuilder acceptOnly() {
        acceptOnly = true;
        return this;
    }

    /**
     * Looks for plugins on another class loader than the context class loader.
     *
     * @param loader the class loader
     * @return this
     */
    public TwotickBuilder classLoader(ClassLoader loader) {
        plugins = new Plugins(loader);
        return this;
    }

    /**
     * Builds it and starts it.
     *
     * @return a running {@link Twotick}, to be closed by the caller
     * @throws dev.twotick.plugin.ConfigurationException with everything that is wrong with the configuration
     */
    public Twotick build() {
        return Twotick.assemble(this);
    }

    private TwotickBuilder url(String prefix, String url, Credentials credentials) {
        set(prefix + "url", url).set(prefix + "user", credentials.user());
        if (credentials instanceof Credentials.Token token) {
            settings = settings.with(prefix + "token", token.tokens());
            return this;
        }
        return set(prefix + "password", ((Credentials.Password) credentials).password());
    }
}
