package dev.twotick.guice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.multibindings.MapBinder;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.name.Names;
import com.google.inject.spi.Message;
import dev.twotick.Twotick;
import dev.twotick.dispatch.TwotickListener;
import dev.twotick.outbox.Outbox;
import dev.twotick.plugin.ConfigurationException;
import dev.twotick.plugin.Settings;
import dev.twotick.testkit.RecordingTransport;
import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.Transport;
import org.junit.jupiter.api.Test;

class TwotickModuleFaultsTest {
    private static Module relays() {
        return binder -> MapBinder.newMapBinder(binder, String.class, Transport.class)
                .addBinding("main")
                .toInstance(new RecordingTransport());
    }

    @Test
    void aTransportThatCannotBeMadeIsToldByGuiceWithItsChain() {
        CreationException failure = catchThrowableOfType(
                CreationException.class,
                () -> Guice.createInjector(
                        new TwotickModule(),
                        binder -> MapBinder.newMapBinder(binder, String.class, Transport.class)
                                .addBinding("main")
                                .to(NeedyTransport.class)));

        assertThat(failure)
                .hasMessageContaining("[Guice/MissingImplementation]")
                .hasMessageContaining("Account was bound")
                .hasMessageContaining("NeedyTransport.<init>");
        assertThat(failure.getErrorMessages()).hasSize(1);
    }

    @Test
    void whoNeedsTwotickWithoutTheModuleIsToldByGuice() {
        assertThatThrownBy(() -> Guice.createInjector().getInstance(Office.class))
                .isInstanceOf(com.google.inject.ConfigurationException.class)
                .hasMessageContaining("Twotick")
                .hasMessageContaining("Office.<init>");
    }

    @Test
    void eachFaultOfTheConfigurationIsAMessageOfItsOwn() {
        Settings settings = Settings.EMPTY
                .with("relay.main.url", "nobody-knows-this:main")
                .with("on-doubt", "perhaps")
                .with("retry.inital", "1m");
        CreationException failure =
                catchThrowableOfType(CreationException.class, () -> Guice.createInjector(new TwotickModule(settings)));

        assertThat(failure.getErrorMessages())
                .extracting(Message::getMessage)
                .hasSize(3)
                .anyMatch(text -> text.contains("relay.main.url: "))
                .anyMatch(text -> text.contains("on-doubt: "))
                .anyMatch(text -> text.contains("retry.inital: "));
        assertThat(failure).hasMessageContaining("3 errors").hasCauseInstanceOf(ConfigurationException.class);
    }

    @Test
    void aListenerThatNeedsTwotickItselfIsToldAsACircle() {
        CreationException failure = catchThrowableOfType(
                CreationException.class,
                () -> Guice.createInjector(
                        new TwotickModule(),
                        relays(),
                        binder -> Multibinder.newSetBinder(binder, TwotickListener.class)
                                .addBinding()
                                .to(SelfishListener.class)));

        assertThat(failure)
                .hasMessageContaining("circular")
                .hasMessageContaining("while locating Set<TwotickListener>");
    }

    @Test
    void whatAProviderThrowsIsTold() {
        CreationException failure = catchThrowableOfType(
                CreationException.class,
                () -> Guice.createInjector(new TwotickModule(), relays(), new AbstractModule() {
                    @Provides
                    Outbox outbox() {
                        throw new IllegalStateException("the disk is gone");
                    }
                }));

        assertThat(failure).hasMessageContaining("the disk is gone").hasMessageContaining("while locating Outbox");
    }

    @Test
    void anAnnotatedOneDoesNotTakeTheTransportsOfAnother() {
        CreationException failure = catchThrowableOfType(
                CreationException.class,
                () -> Guice.createInjector(relays(), new TwotickModule().annotatedWith(Names.named("invoices"))));

        assertThat(failure).hasMessageContaining("relay: there is none");
    }

    interface Account {}

    static final class Office {
        final Twotick post;

        @Inject
        Office(Twotick post) {
            this.post = post;
        }
    }

    static final class SelfishListener implements TwotickListener {
        final Twotick post;

        @Inject
        SelfishListener(Twotick post) {
            this.post = post;
        }
    }

    static final class NeedyTransport implements Transport {
        final Account account;

        @Inject
        NeedyTransport(Account account) {
            this.account = account;
        }

        @Override
        public SubmissionOutcome submit(Submission submission, PointOfNoReturn pointOfNoReturn) {
            return new SubmissionOutcome.Abandoned();
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
