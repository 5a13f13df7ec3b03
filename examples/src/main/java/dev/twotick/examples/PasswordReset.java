package dev.twotick.examples;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Inject;
import com.google.inject.Injector;
import com.google.inject.multibindings.Multibinder;
import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.dispatch.TwotickListener;
import dev.twotick.guice.TwotickModule;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.metrics.TwotickMetrics;
import dev.twotick.plugin.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;

/**
 * With Guice: a service that sends password resets. A reset may come twice but must not be lost, so a doubt is retried at once;
 * meters keep submitted and confirmed apart.
 */
public final class PasswordReset {
    private final Twotick post;

    @Inject
    PasswordReset(Twotick post) {
        this.post = post;
    }

    LetterId send(String address, String link) {
        Letter letter = Letter.from("Accounts <accounts@corp.example>")
                .to(address)
                .subject("Your new password")
                .text("Follow this link within the hour: " + link)
                .html("<p><a href=\"" + link + "\">Choose a new password</a> within the hour.</p>")
                .build();
        return post.send(letter, Assurance.submitted().onDoubt(OnDoubt.RETRY)).id();
    }

    /** The application's own module: Twotick from settings, and its meters as a listener. */
    static final class Accounts extends AbstractModule {
        private final Settings settings;
        private final MeterRegistry registry;

        Accounts(Settings settings, MeterRegistry registry) {
            this.settings = settings;
            this.registry = registry;
        }

        @Override
        protected void configure() {
            TwotickMetrics metrics = new TwotickMetrics();
            metrics.bindTo(registry);
            Multibinder.newSetBinder(binder(), TwotickListener.class)
                    .addBinding()
                    .toInstance(metrics);
            install(new TwotickModule(settings));
        }
    }

    /**
     * Sends one and says what became of it.
     *
     * @param args the settings file and the recipient
     */
    public static void main(String[] args) {
        MeterRegistry registry = new SimpleMeterRegistry();
        Injector injector = Guice.createInjector(new Accounts(Settings.load(Path.of(args[0])), registry));
        try (Twotick post = injector.getInstance(Twotick.class)) {
            LetterId reset = injector.getInstance(PasswordReset.class).send(args[1], "https://corp.example/reset/1");
            Tracking tracking = post.track(reset).orElseThrow();
            tracking.submitted().join().recipients().forEach(recipient -> System.out.println(recipient.sentence()));
        }
        registry.getMeters().forEach(meter -> System.out.println(meter.getId() + " " + meter.measure()));
    }
}
