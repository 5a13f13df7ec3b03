package dev.twotick.guice;

import com.google.inject.Binding;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.ProvisionException;
import com.google.inject.TypeLiteral;
import com.google.inject.spi.Message;
import dev.twotick.Twotick;
import dev.twotick.TwotickBuilder;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.dispatch.RelayRegistries;
import dev.twotick.dispatch.TwotickListener;
import dev.twotick.outbox.Outbox;
import dev.twotick.plugin.ConfigurationException;
import dev.twotick.plugin.Settings;
import dev.twotick.sentstore.SentStore;
import dev.twotick.transport.Transport;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the application has bound, under the annotation of one {@link Twotick}.
 *
 * <p>It asks the injector instead of declaring an OptionalBinder for each part: that would bind {@code Optional<Outbox>} and
 * so on a second time, and an application that has an OptionalBinder of its own for the type could not be started.
 */
final class BoundParts {
    private final Injector injector;
    private final Key<Twotick> key;

    BoundParts(Injector injector, Key<Twotick> key) {
        this.injector = injector;
        this.key = key;
    }

    Twotick build(Settings settings, boolean acceptOnly) {
        TwotickBuilder builder = Twotick.builder().settings(settings);
        part(new TypeLiteral<Map<String, Transport>>() {}).ifPresent(relays -> relays.forEach(builder::relay));
        part(new TypeLiteral<SentStore>() {}).ifPresent(builder::sentStore);
        part(new TypeLiteral<Outbox>() {}).ifPresent(builder::outbox);
        part(new TypeLiteral<TokenKeys>() {}).ifPresent(builder::tokenKeys);
        part(new TypeLiteral<RelayRegistries>() {}).ifPresent(builder::registries);
        part(new TypeLiteral<InstantSource>() {}).ifPresent(builder::clock);
        part(new TypeLiteral<Set<DeliveryConfirmation>>() {}).ifPresent(all -> all.forEach(builder::confirmation));
        part(new TypeLiteral<Set<TwotickListener>>() {}).ifPresent(all -> all.forEach(builder::listener));
        if (acceptOnly) {
            builder.acceptOnly();
        }
        try {
            return builder.build();
        } catch (ConfigurationException e) {
            throw new ProvisionException(messages(e));
        }
    }

    private <T> Optional<T> part(TypeLiteral<T> type) {
        return Optional.ofNullable(injector.getExistingBinding(key.ofType(type)))
                .map(Binding::getProvider)
                .map(provider -> provider.get());
    }

    private static List<Message> messages(ConfigurationException e) {
        return e.faults().stream()
                .map(fault -> new Message("Twotick cannot be configured: " + fault, e))
                .toList();
    }
}
