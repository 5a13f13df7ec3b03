package dev.twotick.dispatch.simulation;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Envelope;
import dev.twotick.letter.Handling;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.Terms;
import dev.twotick.letter.WireBytes;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Those who have something to send: each has one business event with its key, and goes on until it hears that it is taken. */
final class Senders {
    private static final int SMALL_TENANTS = 3;

    private final World world;
    private final List<Wish> wishes = new ArrayList<>();

    /** A letter that somebody wants to send. */
    static final class Wish {
        final String key;
        final byte[] wire;
        final List<EmailAddress> recipients;
        final Terms terms;
        final boolean patient;

        @Nullable
        LetterId heard;

        boolean asked;

        Wish(String key, List<EmailAddress> recipients, Terms terms, boolean patient) {
            this.key = key;
            this.wire = ("From: billing@corp.example\r\nSubject: " + key + "\r\n\r\nPlease pay for " + key + ".\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            this.recipients = recipients;
            this.terms = terms;
            this.patient = patient;
        }

        int content() {
            return Arrays.hashCode(wire);
        }

        /** Sealed anew at each try, as a caller's own retry does it. */
        SealedLetter sealed(LetterId id, Instant at) {
            return new SealedLetter(
                    id,
                    at,
                    new Envelope(EmailAddress.of("billing@corp.example"), recipients),
                    messageIdOf(id),
                    false,
                    WireBytes.of(wire),
                    "",
                    Optional.of(key),
                    key.repeat(8),
                    Map.of(),
                    terms,
                    Optional.of(1));
        }
    }

    Senders(World world, Climate climate) {
        this.world = world;
        for (int i = 1; i <= climate.letters(); i++) {
            Handling handling = handling("small-" + world.between(1, SMALL_TENANTS));
            wishes.add(wish("key-" + i, climate.sentStore(), handling));
        }
        Handling huge = handling("huge");
        for (int i = 1; i <= climate.crowd(); i++) {
            wishes.add(wish("crowd-" + i, climate.sentStore(), huge));
        }
    }

    private Handling handling(String tenant) {
        return Handling.USUAL.withTenant(tenant).withPriority(world.between(-1, 1));
    }

    static String messageIdOf(LetterId letter) {
        return "<" + letter + "@corp.example>";
    }

    /** One more, who is heard of only when it is to be sent. */
    Wish wish(List<EmailAddress> recipients, Terms terms) {
        Wish wish = new Wish("late-" + wishes.size(), recipients, terms, true);
        wishes.add(wish);
        return wish;
    }

    /** Sends it from a process that only accepts. */
    LetterId leave(Wish wish, Outbox store) {
        LetterId id = LetterId.create(world.now(), world.generator());
        store.accept(wish.sealed(id, world.now()));
        wish.asked = true;
        wish.heard = id;
        return id;
    }

    private Wish wish(String key, boolean sentStore, Handling handling) {
        List<EmailAddress> recipients = IntStream.rangeClosed(1, world.between(1, 3))
                .mapToObj(i -> EmailAddress.of("r" + i + "@dest.example"))
                .toList();
        Assurance assurance = world.coin() ? Assurance.submitted() : Assurance.delivered();
        Terms terms = new Terms(
                assurance.orElse(Duration.ofMinutes(20), world.of(List.of(OnDoubt.values()))),
                sentStore && world.coin(),
                world.coin() ? Optional.of(EmailAddress.of("bounces@corp.example")) : Optional.empty(),
                handling);
        return new Wish(key, recipients, terms, world.between(0, 5) > 0);
    }

    List<Wish> wishes() {
        return wishes;
    }

    boolean isContent() {
        return wishes.stream().noneMatch(Senders::isWaiting);
    }

    private static boolean isWaiting(Wish wish) {
        return wish.heard == null && (wish.patient || !wish.asked);
    }

    /** One of those who wait tries it on a node. */
    void send(Node node) {
        List<Wish> waiting = wishes.stream().filter(Senders::isWaiting).toList();
        if (!waiting.isEmpty()) {
            Wish wish = world.of(waiting);
            node.begin(() -> send(wish, node));
        }
    }

    void send(Wish wish, Node node) {
        wish.asked = true;
        Instant now = node.link().now();
        LetterId id = LetterId.create(now, world.generator());
        try {
            Acceptance acceptance = node.engine().accept(wish.sealed(id, now));
            if (acceptance instanceof Acceptance.KeyTaken) {
                throw new Violation("the key " + wish.key + " is taken by other content");
            }
            LetterId accepted = acceptance instanceof Acceptance.Known known ? known.first() : id;
            LetterId before = wish.heard;
            if (before != null && !before.equals(accepted)) {
                throw new Violation("the key " + wish.key + " has two letters, " + before + " and " + accepted);
            }
            wish.heard = accepted;
            world.say(node.name, "accepted", wish.key, accepted);
        } catch (OutboxException e) {
            world.say(node.name, "cannot accept", wish.key);
        }
    }
}
