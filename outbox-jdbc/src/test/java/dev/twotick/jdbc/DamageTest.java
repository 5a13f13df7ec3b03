package dev.twotick.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Fact;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.Retention;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.outbox.Transition;
import dev.twotick.testkit.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What another program, a newer version or a bad disk may have left in the rows. */
class DamageTest {
    private static final List<EmailAddress> TWO =
            List.of(EmailAddress.of("ann@customer.example"), EmailAddress.of("bob@customer.example"));

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock();
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lane = ''",
                "lane = '*'",
                "lane = 'x'",
                "lane = '3default'",
                "letter = 'none of ours'",
            })
    void anItemWhosePlaceCannotBeReadKeepsNobodyWaiting(String damage) throws SQLException {
        SealedLetter bad = samples.letter(clock.instant());
        outbox.accept(bad);
        file.change("UPDATE twotick_item SET " + damage);
        SealedLetter good = samples.letter(clock.instant());
        outbox.accept(good);

        assertThat(outbox.lease(Desk.SUBMISSION, 10, 10, Samples.TTL))
                .extracting(lease -> lease.letter().id())
                .containsExactly(good.id());
        assertThat(outbox.recover(10)).isEmpty();
    }

    @Test
    void aLetterThatIsNoneKeepsNobodysBytesFromBeingPurged() throws SQLException {
        file.change("INSERT INTO twotick_retention (stage, look_at, letter) VALUES (0, 0, 'none of ours')");
        SealedLetter letter = samples.letter(clock.instant());
        outbox.accept(letter);
        for (Lease lease : outbox.lease(Desk.SUBMISSION, 1, 10, Samples.TTL)) {
            outbox.record(
                    lease,
                    lease.items().stream()
                            .map(item -> Transition.to(item.number(), EventType.REJECTED, Map.of()))
                            .toList());
        }
        clock.advance(Duration.ofDays(40));

        outbox.purge(Retention.USUAL, 1);
        outbox.purge(Retention.USUAL, 1);

        assertThat(file.ask("SELECT count(*) FROM twotick_chunk")).isEqualTo("0");
    }

    @Test
    void refusesToGiveOutDamagedBytes() throws SQLException {
        SealedLetter letter = samples.letter(clock.instant());
        outbox.accept(letter);
        SealedLetter stored = outbox.find(letter.id()).orElseThrow().letter();

        file.change("UPDATE twotick_chunk SET bytes = substr(bytes, 1, length(bytes) - 1)");
        assertThatThrownBy(() -> stored.wire().open())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(letter.id().value())
                .hasMessageContaining("damaged: 59 bytes are there, 60 were stored");

        file.change("UPDATE twotick_chunk SET bytes = CAST(bytes || 'x' AS BLOB)");
        assertThatThrownBy(() -> stored.wire().open())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("CRC-32C");

        file.change("DELETE FROM twotick_chunk");
        assertThatThrownBy(() -> stored.wire().open())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not there");
    }

    private SealedLetter big() {
        SealedLetter letter =
                samples.letter(clock.instant(), Optional.empty(), TWO, Samples.wire("x".repeat(3 * Chunk.MOST)));
        outbox.accept(letter);
        return letter;
    }

    @Test
    void refusesToGiveOutABigLetterWithADamagedPart() throws SQLException, IOException {
        SealedLetter stored = outbox.find(big().id()).orElseThrow().letter();
        try (InputStream in = stored.wire().open()) {
            assertThat(in.readAllBytes()).hasSize((int) stored.wire().size());
        }

        file.change("UPDATE twotick_chunk SET bytes = zeroblob(length) WHERE number = 1");
        assertThatThrownBy(() -> stored.wire().open())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("CRC-32C");
        file.change("DELETE FROM twotick_chunk WHERE number = 3");
        file.change("UPDATE twotick_chunk SET crc32c = 2917879193 WHERE number = 1");
        assertThatThrownBy(() -> stored.wire().open()).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE twotick_chunk SET bytes = substr(bytes, 1, length(bytes) - 1)",
                "UPDATE twotick_chunk SET bytes = CAST('x' || substr(bytes, 2) AS BLOB)",
                "DELETE FROM twotick_chunk WHERE number = 0"
            })
    void holdsALetterWhoseBytesAreDamagedAndLeasesTheOthers(String damage) throws SQLException {
        SealedLetter damaged = samples.letter(clock.instant());
        outbox.accept(damaged);
        file.change(damage);
        clock.advance(Duration.ofSeconds(1));
        SealedLetter sound = samples.letter(clock.instant());
        outbox.accept(sound);

        List<Lease> leases = outbox.lease(Desk.SUBMISSION, 10, 10, Samples.TTL);

        assertThat(leases).extracting(lease -> lease.letter().id()).containsExactly(sound.id());
        assertThat(outbox.find(damaged.id()).orElseThrow().recipients())
                .singleElement()
                .satisfies(view -> {
                    assertThat(view.submission()).isEqualTo(SubmissionState.HELD);
                    assertThat(view.reason().orElse("")).contains("the stored bytes of letter " + damaged.id());
                });
    }

    @Test
    void holdsABigLetterThatIsCutOff() throws SQLException {
        SealedLetter letter = big();
        file.change("DELETE FROM twotick_chunk WHERE number = 3");

        assertThat(outbox.lease(Desk.SUBMISSION, 10, 10, Samples.TTL)).isEmpty();
        assertThat(outbox.find(letter.id()).orElseThrow().recipients())
                .allSatisfy(view -> assertThat(view.submission()).isEqualTo(SubmissionState.HELD));
    }

    @Test
    void putsADamagedLetterAsideAndLeasesTheOthers() throws SQLException {
        SealedLetter damaged = samples.letter(clock.instant());
        outbox.accept(damaged);
        clock.advance(Duration.ofSeconds(1));
        SealedLetter sound = samples.letter(clock.instant());
        outbox.accept(sound);
        file.change("UPDATE twotick_letter SET recipients = '[' WHERE id = '" + damaged.id() + "'");

        List<Lease> leases = outbox.lease(Desk.SUBMISSION, 10, 10, Samples.TTL);

        assertThat(leases).extracting(lease -> lease.letter().id()).containsExactly(sound.id());
        assertThat(outbox.stocktake().in(SubmissionState.HELD)).isEqualTo(1);
        assertThat(outbox.events(2, 1)).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(EventType.HELD);
            assertThat(event.letter()).isEqualTo(damaged.id());
            assertThat(event.fact(Fact.REASON).orElse("")).contains("damaged");
        });
        assertThatThrownBy(() -> outbox.find(damaged.id()))
                .isInstanceOf(OutboxException.class)
                .hasMessageContaining(damaged.id().value());
    }

    @Test
    void skipsFactsOfANewerVersionAndNamesEventsOfOne() throws SQLException {
        SealedLetter first = samples.letter(clock.instant());
        outbox.accept(first);
        file.change("UPDATE twotick_event SET facts = '{\"reason\":\"r\",\"mood\":\"fine\",\"tree\":{\"a\":[1]}}'");

        assertThat(outbox.events(0, 10))
                .singleElement()
                .satisfies(event -> assertThat(event.facts()).isEqualTo(Map.of(Fact.REASON, "r")));

        clock.advance(Duration.ofSeconds(1));
        SealedLetter second = samples.letter(clock.instant());
        outbox.accept(second);
        file.change("UPDATE twotick_event SET type = 'TELEPORTED' WHERE seq = 1");

        assertThatThrownBy(() -> outbox.find(first.id()))
                .isInstanceOf(OutboxException.class)
                .hasMessage(
                        "event 1 of the type TELEPORTED cannot be read: a newer version wrote it, or it is damaged");
        assertThat(outbox.find(second.id())).isPresent();
        assertThat(outbox.events(1, 10)).hasSize(1);

        file.change("UPDATE twotick_event SET type = 'EVIDENCE', facts = '{\"level\":\"DREAMT\"}' WHERE seq = 1");

        assertThatThrownBy(() -> outbox.find(first.id()))
                .isInstanceOf(OutboxException.class)
                .hasMessageStartingWith("event 1 of the type EVIDENCE cannot be read");
    }

    /** Two letters to two each; the first one's first item is then not readable. */
    private List<SealedLetter> twoLettersWithAnUnreadableItem(String damage) throws SQLException {
        List<SealedLetter> letters = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            SealedLetter letter = samples.letter(clock.instant(), Optional.empty(), TWO, Samples.wire("Invoice"));
            outbox.accept(letter);
            letters.add(letter);
            clock.advance(Duration.ofSeconds(1));
        }
        file.change("UPDATE twotick_item SET " + damage + " WHERE number = 1 AND letter = '"
                + letters.get(0).id() + "'");
        return letters;
    }

    private String storedItems(SealedLetter letter) throws SQLException {
        return file.ask(
                "SELECT group_concat(concat_ws(' ', number, state, due, leased_until, deadline, ready_for, overdue,"
                        + " confirmation), ';') FROM twotick_item WHERE number = 1 AND letter = '" + letter.id() + "'");
    }

    @Test
    void leasesAllButAnItemThatCannotBeRead() throws SQLException {
        List<SealedLetter> letters = twoLettersWithAnUnreadableItem("confirmation = 'DREAMT'");
        String before = storedItems(letters.get(0));

        List<Lease> leases = outbox.lease(Desk.SUBMISSION, 2, 1, Samples.TTL);

        assertThat(leases)
                .extracting(lease -> lease.letter().id())
                .containsExactly(letters.get(0).id(), letters.get(1).id());
        assertThat(leases.get(0).items()).extracting(Item::number).containsExactly(2);
        assertThat(storedItems(letters.get(0)))
                .as("a newer version, or a repair, finds it as it was")
                .isEqualTo(before);
    }

    @Test
    void lettersThatCannotBeReadDoNotTakeThePlacesOfOthers() throws SQLException {
        List<SealedLetter> letters = twoLettersWithAnUnreadableItem("state = 'TELEPORTED'");
        file.change("UPDATE twotick_item SET state = 'TELEPORTED' WHERE number = 2 AND letter = '"
                + letters.get(0).id() + "'");

        List<Lease> leases = outbox.lease(Desk.SUBMISSION, 1, 10, Samples.TTL);

        assertThat(leases)
                .extracting(lease -> lease.letter().id())
                .containsExactly(letters.get(1).id());
    }

    @Test
    void freesAndMarksAllButAnItemThatCannotBeRead() throws SQLException {
        List<SealedLetter> letters = twoLettersWithAnUnreadableItem("attempts = attempts");
        outbox.lease(Desk.SUBMISSION, 10, 10, Samples.TTL);
        file.change("UPDATE twotick_item SET state = 'TELEPORTED' WHERE number = 1 AND letter = '"
                + letters.get(0).id() + "'");
        clock.advance(Duration.ofHours(5));
        String before = storedItems(letters.get(0));

        List<Event> freed = new ArrayList<>();
        List<Event> overdue = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            freed.addAll(outbox.recover(1));
            overdue.addAll(outbox.markOverdue(1));
        }

        assertThat(freed).extracting(Event::type).hasSize(3).containsOnly(EventType.RECOVERED);
        assertThat(overdue).extracting(Event::type).hasSize(3).containsOnly(EventType.OVERDUE);
        assertThat(storedItems(letters.get(0))).isEqualTo(before);
    }

    @Test
    void recordsTheOutcomeOfALetterWhoseSentCopyCannotBeRead() throws SQLException {
        outbox.accept(samples.letter(clock.instant()));
        file.change("UPDATE twotick_item SET state = 'TELEPORTED' WHERE number = 0");
        Lease lease = outbox.lease(Desk.SUBMISSION, 1, 1, Samples.TTL).get(0);

        assertThat(outbox.intend(lease, List.of(1))).isTrue();
        assertThat(outbox.record(lease, List.of(Transition.to(1, EventType.SUBMITTED, Map.of()))))
                .hasValueSatisfying(
                        events -> assertThat(events).extracting(Event::type).containsExactly(EventType.SUBMITTED));
    }

    @Test
    void passesOverEvidenceAboutAnItemThatCannotBeRead() throws SQLException {
        SealedLetter letter =
                twoLettersWithAnUnreadableItem("state = 'TELEPORTED'").get(0);

        assertThat(outbox.addEvidence(evidence(letter, 1))).isEmpty();
        assertThat(outbox.settle(letter.id(), SubmissionState.QUEUED, Transition.to(1, EventType.SUBMITTED, Map.of())))
                .isEmpty();
        assertThat(outbox.addEvidence(evidence(letter, 2))).hasSize(1);
        file.change("UPDATE twotick_item SET state = 'QUEUED' WHERE number = 1");
        assertThat(outbox.addEvidence(evidence(letter, 1)))
                .as("it was not counted")
                .hasSize(1);
    }

    @Test
    void passesOverEvidenceNextToEvidenceThatCannotBeRead() throws SQLException {
        SealedLetter letter = samples.letter(clock.instant());
        outbox.accept(letter);
        file.change("INSERT INTO twotick_evidence (letter, recipient, id, level, trust) VALUES ('" + letter.id()
                + "', 1, 'dream', 'DREAMT', 'PLAUSIBLE')");

        assertThat(outbox.addEvidence(evidence(letter, 1))).isEmpty();
        file.change("DELETE FROM twotick_evidence");
        assertThat(outbox.addEvidence(evidence(letter, 1))).hasSize(1);
    }

    private Evidence evidence(SealedLetter letter, int recipient) {
        return new Evidence(
                "e",
                letter.id(),
                recipient,
                EvidenceLevel.DELIVERED,
                "dsn",
                Trust.PLAUSIBLE,
                clock.instant(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void fillsAPageOfTheListWithLettersThatCanBeRead() throws SQLException {
        List<LetterId> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            SealedLetter letter = samples.letter(clock.instant());
            outbox.accept(letter);
            ids.add(letter.id());
            clock.advance(Duration.ofSeconds(1));
        }
        file.change("UPDATE twotick_letter SET recipients = '[' WHERE id = '" + ids.get(0) + "'");
        file.change("UPDATE twotick_event SET type = 'TELEPORTED' WHERE letter = '" + ids.get(1) + "'");

        assertThat(outbox.list(new DeliveryQuery(Optional.empty(), Optional.empty(), false, Optional.empty(), 2)))
                .extracting(delivery -> delivery.letter().id())
                .containsExactly(ids.get(2), ids.get(3));
        assertThatThrownBy(() -> outbox.find(ids.get(1))).isInstanceOf(OutboxException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state = 'SUBMITTING', ready_for = NULL",
                "due = NULL, ready_for = NULL",
                "ready_for = NULL",
                "state = 'IN_DOUBT', doubts = 1, ready_for = NULL"
            })
    void holdsAtTheStartWhatNobodyWouldEverTakeUp(String damage) throws SQLException {
        SealedLetter letter = samples.letter(clock.instant());
        SealedLetter other = samples.letter(clock.instant());
        outbox.accept(letter);
        outbox.accept(other);
        outbox.close();
        file.change("UPDATE twotick_item SET " + damage + " WHERE number = 1 AND letter = '" + letter.id() + "'");
        outbox = file.outbox(clock);

        List<Event> events = outbox.recover(10);

        assertThat(events).extracting(Event::type).containsExactly(EventType.HELD);
        assertThat(events.get(0).letter()).isEqualTo(letter.id());
        assertThat(events.get(0).fact(Fact.REASON)).get().asString().contains("in a way that no step leads to");
        assertThat(outbox.find(letter.id()).orElseThrow().recipients().get(0).submission())
                .isEqualTo(SubmissionState.HELD);
        assertThat(outbox.recover(10)).isEmpty();
        assertThat(outbox.lease(Desk.SUBMISSION, 10, 10, Samples.TTL))
                .extracting(lease -> lease.letter().id())
                .containsExactly(other.id());
    }

    @Test
    void letsGoAtTheStartOfWhatHasEndedAndWouldBeSubmittedAgain() throws SQLException {
        SealedLetter letter = samples.letter(clock.instant());
        outbox.accept(letter);
        Lease lease = outbox.lease(Desk.SUBMISSION, 1, 1, Samples.TTL).get(0);
        outbox.intend(lease, List.of(1));
        outbox.record(lease, List.of(Transition.to(1, EventType.SUBMITTED, Map.of())));
        outbox.close();
        file.change("UPDATE twotick_item SET ready_for = 'SUBMISSION', due = 0 WHERE number = 1");
        outbox = file.outbox(clock);

        assertThat(outbox.recover(10)).isEmpty();

        assertThat(outbox.lease(Desk.SUBMISSION, 10, 10, Samples.TTL)).isEmpty();
        assertThat(outbox.find(letter.id()).orElseThrow().recipients().get(0).submission())
                .isEqualTo(SubmissionState.SUBMITTED);
    }
}
