package dev.twotick.guice;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.name.Named;
import com.google.inject.name.Names;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import java.time.InstantSource;

/** A second Twotick beside the first, as the guide shows it. */
final class NewsletterModule extends AbstractModule {
    @Override
    protected void configure() {
        install(new TwotickModule().annotatedWith(Names.named("newsletter")));
    }

    @Provides
    @Singleton
    @Named("newsletter")
    Outbox outbox() {
        return new MemoryOutbox(InstantSource.system());
    }
}
