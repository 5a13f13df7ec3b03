package dev.twotick.guice;

import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.PrivateModule;
import com.google.inject.Provider;
import dev.twotick.Twotick;
import dev.twotick.plugin.Settings;
import java.lang.annotation.Annotation;

/**
 * Binds one running {@link Twotick} and exposes nothing else. It is built from settings and from whatever of the following the
 * application has bound; an instance wins over a URL in the settings.
 *
 * <ul>
 *   <li>{@code Map<String, Transport>}, as a {@link com.google.inject.multibindings.MapBinder} makes it: relays by name
 *   <li>{@link dev.twotick.sentstore.SentStore}, {@link dev.twotick.outbox.Outbox}, {@link
 *       dev.twotick.confirmation.TokenKeys}, {@link dev.twotick.dispatch.RelayRegistries}, {@link java.time.InstantSource}
 *   <li>{@code Set<DeliveryConfirmation>} and {@code Set<TwotickListener>}, as a {@link
 *       com.google.inject.multibindings.Multibinder} makes them
 * </ul>
 *
 * {@snippet :
 * Injector injector = Guice.createInjector(new TwotickModule(settings), new AppModule());
 * try (Twotick post = injector.getInstance(Twotick.class)) {
 *     post.send(letter);
 * }
 * }
 *
 * <p>It is started while the injector is created, so that letters of an earlier run go on, and every fault of the
 * configuration is one message of the {@link com.google.inject.CreationException}. Guice closes nothing: whoever ends the
 * application calls {@link Twotick#close()}.
 *
 * <p>Immutable; each method gives a changed copy.
 */
public final class TwotickModule extends PrivateModule {
    private final Settings settings;
    private final Key<Twotick> key;
    private final boolean acceptOnly;

    /** Takes all from what is bound; at least {@code Map<String, Transport>} has to be. */
    public TwotickModule() {
        this(Settings.EMPTY);
    }

    /**
     * Takes settings, and what is bound.
     *
     * @param settings as {@link dev.twotick.TwotickBuilder#settings} takes them
     */
    public TwotickModule(Settings settings) {
        this(settings, Key.get(Twotick.class), false);
    }

    private TwotickModule(Settings settings, Key<Twotick> key, boolean acceptOnly) {
        this.settings = settings;
        this.key = key;
        this.acceptOnly = acceptOnly;
    }

    /**
     * Tells several apart: exposes {@code @annotation Twotick}, and uses only what is bound under the same annotation.
     *
     * @param annotation a binding annotation
     * @return a changed copy
     */
    public TwotickModule annotatedWith(Class<? extends Annotation> annotation) {
        return new TwotickModule(settings, Key.get(Twotick.class, annotation), acceptOnly);
    }

    /**
     * As {@link #annotatedWith(Class)}, for an annotation with members.
     *
     * @param annotation for example {@code Names.named("invoices")}
     * @return a changed copy
     */
    public TwotickModule annotatedWith(Annotation annotation) {
        return new TwotickModule(settings, Key.get(Twotick.class, annotation), acceptOnly);
    }

    /**
     * Accepts and tracks letters only; another process on the same outbox submits them.
     *
     * @return a changed copy
     */
    public TwotickModule acceptOnly() {
        return new TwotickModule(settings, key, true);
    }

    @Override
    protected void configure() {
        Provider<Injector> injector = getProvider(Injector.class);
        bind(key)
                .toProvider(() -> new BoundParts(injector.get(), key).build(settings, acceptOnly))
                .asEagerSingleton();
        expose(key);
    }
}
