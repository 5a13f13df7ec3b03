package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Envelope;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.Terms;
import dev.twotick.letter.WireBytes;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Stocktake;
import dev.twotick.outbox.Transition;
import dev.twotick.testkit.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcOutboxTest {
    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T12:00:00.123456789Z"));
    private final Samples samples = new Samples(1);
    private OutboxFile file;
    private Outbox outbox;

    @BeforeEach
    void open() {
        file = new OutboxFile(directory);
        outbox = file.outbox(clock);
    }

    @AfterEach
    void close() {
        outbox.close();
    }

    private void reopen() {
        outbox.close();
        open();
    }

    @Test
    void givesBackEverythingAfterReopening() throws IOException {
        byte[] wire = "Subject: =?x?=\r\n\r\n\u00e4\u0000.\r\n".getBytes(StandardCharsets.UTF_8);
        SealedLetter letter = unusualLetter(wire);
        outbox.accept(letter);
        work(letter.id());
        Delivery before = outbox.find(letter.id()).orElseThrow();
        List<Event> events = outbox.events(0, 100);
        Stocktake stocktake = outbox.stocktake();

        reopen();

        Delivery after = outbox.find(letter.id()).orElseThrow();
        assertThat(after).isEqualTo(before);
        assertThat(outbox.events(0, 100)).isEqualTo(events).isEqualTo(after.events());
        assertThat(outbox.stocktake()).isEqualTo(stocktake);
        assertThat(after.letter())
                .usingRecursiveComparison()
                .ignoringFields("wire", "acceptedAt")
                .isEqualTo(letter);
        assertThat(after.letter().acceptedAt()).isEqualTo("2026-01-01T12:00:00.123Z");
        assertThat(after.letter().wire().size()).isEqualTo(wire.length);
        assertThat(after.letter().wire().eightBit()).isTrue();
        assertThat(bytesOf(after.letter())).isEqualTo(wire);
        assertThat(outbox.watermark("mailbox")).contains("17");
    }

    private SealedLetter unusualLetter(byte[] wire) {
        SealedLetter plain = samples.letter(clock.instant());
        return new SealedLetter(
                plain.id(),
                plain.acceptedAt(),
                new Envelope(
                        EmailAddress.of("b\u00fcro@example.com"),
                        List.of(EmailAddress.of("\"a@b\"@customer.example"), EmailAddress.of("j\u00f6rg@[127.0.0.1]"))),
                plain.messageId(),
                true,
                WireBytes.of(wire),
                "Bcc: chief@example.com\r\n",
                Optional.of("key \u0000 \ud83d\udce7"),
                plain.contentDigest(),
                Map.of("tenant", "lone \ud800 surrogate", "\u0001", ""),
                new Terms(Assurance.displayed().within(Duration.ofNanos(7)), true, Optional.empty()),
                Optional.of(255));
    }

    /** Goes through every kind of change once. */
    private void work(LetterId letter) {
        Lease lease = outbox.lease(Desk.SUBMISSION, 1, 2, Samples.TTL).get(0);
        outbox.renew(lease, Samples.TTL);
        outbox.intend(lease, List.of(1, 2));
        outbox.record(
                lease,
                List.of(
                        Transition.to(1, EventType.SUBMITTED, Map.of(Fact.REPLY, "250 ok \u2028", Fact.QUEUE_ID, "4X")),
                        Transition.to(2, EventType.IN_DOUBT, Duration.ofSeconds(3), Map.of(Fact.REASON, "cut"))));
        outbox.addEvidence(evidence(letter, 2, "e1"));
        outbox.markOverdue(10);
        outbox.keepUnmatched(Claim.of(EvidenceLevel.BOUNCED, "dsn", "c1").build(), clock.instant());
        outbox.watermark("mailbox", "3");
        outbox.watermark("mailbox", "17");
    }

    private Evidence evidence(LetterId letter, int recipient, String id) {
        return new Evidence(
                id,
                letter,
                recipient,
                EvidenceLevel.DELIVERED,
                "dsn",
                Trust.PLAUSIBLE,
                clock.instant(),
                Optional.of("mx.customer.example"),
                Optional.of("2.0.0"),
                Optional.empty(),
                Optional.empty());
    }

    private static byte[] bytesOf(SealedLetter letter) throws IOException {
        try (InputStream in = letter.wire().open()) {
            return in.readAllBytes();
        }
    }

    @Test
    void tellsTheTimeInWholeMilliseconds() {
        assertThat(outbox.now()).isEqualTo("2026-01-01T12:00:00.123Z");
    }

    @Test
    void neverGivesAFenceTwice() {
        SealedLetter letter = samples.letter(clock.instant());
        outbox.accept(letter);
        Lease first = outbox.lease(Desk.SUBMISSION, 1, 1, Samples.TTL).get(0);
        outbox.record(first, List.of(Transition.to(1, EventType.RELEASED, Duration.ZERO, Map.of())));

        reopen();

        Lease second = outbox.lease(Desk.SUBMISSION, 1, 1, Samples.TTL).get(0);
        assertThat(second.fence()).isGreaterThan(first.fence());
        assertThat(outbox.intend(first, List.of(1))).isFalse();
        assertThat(outbox.record(first, List.of(Transition.to(1, EventType.REJECTED, Map.of()))))
                .isEmpty();
    }

    @Test
    void leasesAsTheLetterIsStored() {
        outbox.accept(samples.letter(clock.instant()));

        Lease lease =
                outbox.lease(Desk.SUBMISSION, 1, 1, Duration.ofNanos(1_999_999)).get(0);

        reopen();
        assertThat(lease.takenAt()).isEqualTo("2026-01-01T12:00:00.123Z");
        assertThat(lease.items().get(0).hold().until()).contains(Instant.parse("2026-01-01T12:00:00.124Z"));
        assertThat(outbox.find(lease.letter().id()).orElseThrow().letter()).isEqualTo(lease.letter());
    }

    @Test
    void leasesThousandsOfLettersInTheirOrder() {
        List<LetterId> accepted = acceptInOneTransaction(10_000);

        List<LetterId> leased = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            outbox.lease(Desk.SUBMISSION, 100, 10, Samples.TTL)
                    .forEach(lease -> leased.add(lease.letter().id()));
        }

        assertThat(leased).isEqualTo(accepted);
        assertThat(outbox.lease(Desk.SUBMISSION, 100, 10, Samples.TTL)).isEmpty();
    }

    private List<LetterId> acceptInOneTransaction(int letters) {
        Sqlite sqlite = new Sqlite(new SqliteFile(file.path()), Sqlite.PATIENCE, clock);
        try (Transactions transactions = Transactions.open(sqlite, true)) {
            return transactions.write("fill", tx -> {
                List<LetterId> accepted = new ArrayList<>();
                for (int i = 0; i < letters; i++) {
                    clock.advance(Duration.ofMillis(1));
                    SealedLetter letter = samples.letter(clock.instant());
                    Intake.accept(tx, letter, Optional.of(Intake.whole(letter)));
                    accepted.add(letter.id());
                }
                return accepted;
            });
        }
    }

    @Test
    void looksPastALetterWithManyRecipientsForTheNextOne() {
        List<EmailAddress> many = IntStream.range(0, 300)
                .mapToObj(i -> EmailAddress.of("r" + i + "@customer.example"))
                .toList();
        SealedLetter circular = samples.letter(clock.instant(), Optional.empty(), many, Samples.wire("News"));
        outbox.accept(circular);
        clock.advance(Duration.ofSeconds(1));
        SealedLetter invoice = samples.letter(clock.instant());
        outbox.accept(invoice);

        List<Lease> leases = outbox.lease(Desk.SUBMISSION, 2, 100, Samples.TTL);

        assertThat(leases).extracting(lease -> lease.letter().id()).containsExactly(circular.id(), invoice.id());
        assertThat(leases).extracting(lease -> lease.items().size()).containsExactly(100, 1);
    }

    @Test
    void keepsNothingOfALetterWhoseBytesCannotBeRead() {
        SealedLetter letter = samples.letter(clock.instant());
        SealedLetter broken = new SealedLetter(
                letter.id(),
                letter.acceptedAt(),
                letter.envelope(),
                letter.messageId(),
                false,
                new StoredBytesThatAreGone(),
                "",
                Optional.of("k"),
                letter.contentDigest(),
                Map.of(),
                letter.terms(),
                letter.tokenKey());

        assertThatThrownBy(() -> outbox.accept(broken)).isInstanceOf(OutboxException.class);

        assertThat(outbox.find(letter.id())).isEmpty();
        assertThat(outbox.list(DeliveryQuery.ALL)).isEmpty();
        assertThat(outbox.accept(letter)).isInstanceOf(Acceptance.Accepted.class);
    }

    private static final class StoredBytesThatAreGone implements WireBytes {
        @Override
        public long size() {
            return 1;
        }

        @Override
        public boolean eightBit() {
            return false;
        }

        @Override
        public boolean utf8Headers() {
            return false;
        }

        @Override
        public InputStream open() throws IOException {
            throw new IOException("gone");
        }
    }

    @Test
    void goesOnAfterAStepThatIsNotLegal() {
        SealedLetter letter = samples.letter(clock.instant());
        outbox.accept(letter);
        Lease lease = outbox.lease(Desk.SUBMISSION, 1, 1, Samples.TTL).get(0);
        int events = outbox.events(0, 100).size();

        assertThatThrownBy(() -> outbox.record(lease, List.of(Transition.to(1, EventType.CANCELLED, Map.of()))))
                .isInstanceOf(IllegalStateException.class);

        assertThat(outbox.events(0, 100)).hasSize(events);
        assertThat(outbox.record(lease, List.of(Transition.to(1, EventType.REJECTED, Map.of()))))
                .isPresent();
    }

    @Test
    void writesWhatIsKnownEvenWhenItsThreadIsInterrupted() {
        SealedLetter letter = samples.letter(clock.instant());
        Thread.currentThread().interrupt();
        try {
            assertThat(outbox.accept(letter)).isInstanceOf(Acceptance.Accepted.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void staysClosed() {
        SealedLetter letter = samples.letter(clock.instant());
        outbox.accept(letter);
        WireBytes wire = outbox.find(letter.id()).orElseThrow().letter().wire();

        outbox.close();
        outbox.close();

        assertThatThrownBy(() -> outbox.recover(1))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(() -> outbox.events(0, 1)).isInstanceOf(OutboxException.class);
        assertThatThrownBy(wire::open).isInstanceOf(IOException.class);
    }
}
