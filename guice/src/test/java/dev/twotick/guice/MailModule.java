package dev.twotick.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.twotick.dispatch.TwotickListener;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import dev.twotick.plugin.Settings;
import java.time.InstantSource;

/** An application's module, as the guide shows it. */
final class MailModule extends AbstractModule {
    private final Settings settings;

    MailModule(Settings settings) {
        this.settings = settings;
    }

    @Override
    protected void configure() {
        install(new TwotickModule(settings));
        Multibinder.newSetBinder(binder(), TwotickListener.class).addBinding().to(Doubts.class);
    }

    @Provides
    @Singleton
    Outbox outbox() {
        return new MemoryOutbox(InstantSource.system());
    }
}
