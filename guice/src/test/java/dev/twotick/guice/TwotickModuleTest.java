package dev.twotick.guice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.inject.AbstractModule;
import com.google.inject.BindingAnnotation;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.PrivateModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.Stage;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.MapBinder;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.multibindings.OptionalBinder;
import com.google.inject.name.Names;
import dev.twotick.Twotick;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.dispatch.RelayRegistries;
import dev.twotick.dispatch.TwotickListener;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import dev.twotick.plugin.Settings;
import dev.twotick.sentstore.SentStore;
import dev.twotick.testkit.MemorySentStore;
import dev.twotick.testkit.RecordingTransport;
import dev.twotick.testkit.SettableClock;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.Transport;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TwotickModuleTest {
    private final RecordingTransport relay = new RecordingTransport();
    private final List<Twotick> running = new ArrayList<>();

    @BindingAnnotation
    @Retention(RetentionPolicy.RUNTIME)
    @interface Invoices {}

    @AfterEach
    void stop() {
        running.forEach(Twotick::close);
    }

    private Twotick started(Twotick twotick) {
        running.add(twotick);
        return twotick;
    }

    private Twotick twotick(Injector injector) {
        return started(injector.getInstance(Twotick.class));
    }

    private Module relays() {
        return binder -> MapBinder.newMapBinder(binder, String.class, Transport.class)
                .addBinding("main")
                .toInstance(relay);
    }

    private static Letter letter() {
        return Letter.from("billing@corp.example")
                .to("ann@customer.example")
                .subject("Invoice 4711")
                .text("Dear Ann")
                .build();
    }

    private static void submit(Twotick twotick) {
        assertThat(twotick.send(letter(), Assurance.submitted()).submitted())
                .succeedsWithin(5, TimeUnit.SECONDS)
                .matches(delivery -> delivery.submitted());
    }

    @Test
    void submitsByTheTransportsThatAreBound() {
        submit(twotick(Guice.createInjector(new TwotickModule(), relays())));

        assertThat(relay.crossed()).hasSize(1);
    }

    @Test
    void theOrderOfModulesDoesNotMatter() {
        submit(twotick(Guice.createInjector(relays(), new TwotickModule())));

        assertThat(relay.crossed()).hasSize(1);
    }

    @Test
    void findsWhatAParentInjectorHas() {
        Injector parent = Guice.createInjector(relays());
        submit(twotick(parent.createChildInjector(new TwotickModule())));

        assertThat(relay.crossed()).hasSize(1);
    }

    @Test
    void findsWhatAnotherPrivateModuleExposes() {
        MemoryOutbox outbox = new MemoryOutbox(InstantSource.system());
        Module exposing = new PrivateModule() {
            @Override
            protected void configure() {
                bind(Outbox.class).toInstance(outbox);
                expose(Outbox.class);
            }
        };

        assertThat(twotick(Guice.createInjector(exposing, relays(), new TwotickModule()))
                        .outbox())
                .isSameAs(outbox);
    }

    @Test
    void isOneForTheWholeInjectorAndStartsWithIt() {
        List<String> made = new CopyOnWriteArrayList<>();
        Module parts = new AbstractModule() {
            @Provides
            @Singleton
            Outbox outbox() {
                made.add("outbox");
                return new MemoryOutbox(InstantSource.system());
            }
        };
        Injector injector = Guice.createInjector(Stage.DEVELOPMENT, new TwotickModule(), relays(), parts);

        assertThat(made).containsExactly("outbox");
        assertThat(twotick(injector)).isSameAs(injector.getInstance(Twotick.class));
    }

    @Test
    void exposesNothingButTwotick() {
        Settings settings = Settings.EMPTY.with("relay.main.url", "recording:main");
        Injector injector = Guice.createInjector(new TwotickModule(settings));
        twotick(injector);

        List<Key<?>> added = new ArrayList<>(injector.getBindings().keySet());
        added.removeAll(Guice.createInjector().getBindings().keySet());
        assertThat(added).containsExactly(Key.get(Twotick.class));
        for (Class<?> part : List.of(
                SentStore.class,
                Outbox.class,
                TokenKeys.class,
                RelayRegistries.class,
                InstantSource.class,
                Transport.class,
                Settings.class)) {
            assertThatThrownBy(() -> injector.getInstance(part))
                    .as(part.getSimpleName())
                    .isInstanceOf(com.google.inject.ConfigurationException.class);
        }
    }

    @Test
    void settingsAloneAreEnough() {
        Settings settings = Settings.EMPTY.with("relay.main.url", "recording:main");

        submit(twotick(Guice.createInjector(new TwotickModule(settings))));
    }

    @Test
    void anInstanceWinsOverAUrl() {
        MemorySentStore sent = new MemorySentStore();
        MemoryOutbox outbox = new MemoryOutbox(InstantSource.system());
        Settings settings = Settings.EMPTY
                .with("relay.main.url", "nobody-knows-this:main")
                .with("sent-store.url", "nor-this:sent")
                .with("outbox.url", "nor:that");
        Twotick twotick = twotick(Guice.createInjector(new TwotickModule(settings), relays(), binder -> {
            binder.bind(SentStore.class).toInstance(sent);
            binder.bind(Outbox.class).toInstance(outbox);
        }));
        submit(twotick);

        assertThat(relay.crossed()).hasSize(1);
        assertThat(twotick.outbox()).isSameAs(outbox);
        await().untilAsserted(() -> assertThat(sent.copies()).hasSize(1));
    }

    @Test
    void everyPartThatIsBoundIsUsed() {
        SettableClock clock = new SettableClock();
        RelayRegistries registries = RelayRegistries.ofDefaults();
        List<String> heard = new CopyOnWriteArrayList<>();
        NamedSource source = new NamedSource();
        Twotick twotick = twotick(Guice.createInjector(new TwotickModule(), relays(), binder -> {
            binder.bind(InstantSource.class).toInstance(clock);
            binder.bind(RelayRegistries.class).toInstance(registries);
            binder.bind(TokenKeys.class).toInstance(TokenKeys.ephemeral(new SecureRandom()));
            Multibinder.newSetBinder(binder, DeliveryConfirmation.class)
                    .addBinding()
                    .toInstance(source);
            Multibinder.newSetBinder(binder, TwotickListener.class).addBinding().toInstance(new TwotickListener() {
                @Override
                public void onSubmission(String name, SubmissionOutcome outcome, Duration took) {
                    heard.add(name);
                }
            });
        }));
        submit(twotick);

        assertThat(twotick.outbox().now()).isEqualTo(SettableClock.START);
        assertThat(registries.bulkheads().find("main")).isPresent();
        await().untilAsserted(() -> assertThat(heard).containsExactly("main"));
        await().untilAsserted(() -> assertThat(source.asked).isTrue());
    }

    @Test
    void twoAreToldApartByAnnotation() {
        RecordingTransport invoices = new RecordingTransport();
        Injector injector = Guice.createInjector(
                new TwotickModule(),
                relays(),
                new TwotickModule().annotatedWith(Invoices.class),
                binder -> MapBinder.newMapBinder(binder, String.class, Transport.class, Invoices.class)
                        .addBinding("main")
                        .toInstance(invoices));
        Twotick plain = twotick(injector);
        Twotick other = started(injector.getInstance(Key.get(Twotick.class, Invoices.class)));
        submit(other);

        assertThat(other).isNotSameAs(plain);
        assertThat(invoices.crossed()).hasSize(1);
        assertThat(relay.asked()).isEmpty();
    }

    @Test
    void anAnnotationMayHaveMembers() {
        Injector injector = Guice.createInjector(
                new TwotickModule().annotatedWith(Names.named("invoices")),
                binder -> MapBinder.newMapBinder(binder, String.class, Transport.class, Names.named("invoices"))
                        .addBinding("main")
                        .toInstance(relay));

        submit(started(injector.getInstance(Key.get(Twotick.class, Names.named("invoices")))));
        assertThat(injector.getExistingBinding(Key.get(Twotick.class))).isNull();
    }

    @Test
    void anOptionalBinderOfTheApplicationIsNotInTheWay() {
        SettableClock clock = new SettableClock();
        Twotick twotick = twotick(Guice.createInjector(new TwotickModule(), relays(), binder -> {
            OptionalBinder.newOptionalBinder(binder, InstantSource.class)
                    .setDefault()
                    .toInstance(clock);
            OptionalBinder.newOptionalBinder(binder, SentStore.class);
        }));

        assertThat(twotick.outbox().now()).isEqualTo(SettableClock.START);
    }

    @Test
    void acceptsOnlyWhenToldSo() {
        Twotick twotick = twotick(Guice.createInjector(new TwotickModule().acceptOnly(), relays()));

        assertThatThrownBy(() -> twotick.send(letter(), Assurance.bestEffort()))
                .hasMessageContaining("letters are only accepted");
    }

    @Test
    void closingTwotickClosesItsTransports() {
        twotick(Guice.createInjector(new TwotickModule(), relays())).close();

        assertThat(relay.closed()).isTrue();
    }

    /** Has no news. */
    private static final class NamedSource implements DeliveryConfirmation {
        private volatile boolean asked;

        @Override
        public String name() {
            return "receipts";
        }

        @Override
        public void collect(EvidenceDesk desk) {
            asked = true;
        }

        @Override
        public void close() {
            // the engine interrupts
        }
    }

    @Test
    void theMapItselfMayBeBoundWithoutAMapBinder() {
        submit(twotick(Guice.createInjector(
                new TwotickModule(),
                binder -> binder.bind(new TypeLiteral<Map<String, Transport>>() {})
                        .toInstance(Map.of("main", relay)))));

        assertThat(relay.crossed()).hasSize(1);
    }
}
