package dev.twotick.jdbc;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Envelope;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.Terms;
import dev.twotick.letter.WireBytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Letters to put into an outbox. The same seed gives the same ids. */
final class Samples {
    static final Duration TTL = Duration.ofMinutes(1);
    static final List<EmailAddress> ANN = List.of(EmailAddress.of("ann@customer.example"));

    private final Random random;

    Samples(long seed) {
        random = new Random(seed);
    }

    /** To one recipient, to be confirmed within four hours, with a Sent copy. */
    SealedLetter letter(Instant at) {
        return letter(at, Optional.empty(), ANN, wire("Invoice"));
    }

    SealedLetter letter(Instant at, Optional<String> key, List<EmailAddress> recipients, byte[] wire) {
        LetterId id = LetterId.create(at, random);
        return new SealedLetter(
                id,
                at,
                new Envelope(EmailAddress.of("billing@example.com"), recipients),
                "<" + id + "@example.com>",
                false,
                WireBytes.of(wire),
                "",
                key,
                "0".repeat(64),
                Map.of(),
                new Terms(
                        Assurance.delivered().within(Duration.ofHours(4)).onDoubt(OnDoubt.RESOLVE),
                        true,
                        Optional.of(EmailAddress.of("bounces@example.com"))),
                Optional.of(1));
    }

    static byte[] wire(String subject) {
        return ("From: billing@example.com\r\nSubject: " + subject + "\r\n\r\nPlease pay.\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
