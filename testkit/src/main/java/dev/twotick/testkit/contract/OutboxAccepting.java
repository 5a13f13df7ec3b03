package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.WireBytes;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.Acceptance.Accepted;
import dev.twotick.outbox.Acceptance.KeyTaken;
import dev.twotick.outbox.Acceptance.Known;
import dev.twotick.outbox.Desk;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.OutboxException;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SentCopyState;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.Letters;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The chapter about {@code accept}, {@code find} and the clock. */
abstract class OutboxAccepting extends OutboxBench {
    @Test
    void tellsTheTimeOfItsClock() {
        assertThat(outbox.now()).isEqualTo(clock.instant());
        clock.advance(LATER.plusNanos(123_456_789));
        assertThat(outbox.now()).isEqualTo(clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    @Test
    void writesAnAcceptedEventForEachRecipient() {
        SealedLetter letter = toThree(1).seal();

        Acceptance acceptance = outbox.accept(letter);

        assertThat(acceptance).isInstanceOfSatisfying(Accepted.class, accepted -> {
            assertThat(accepted.events()).extracting(Event::recipient).containsExactly(1, 2, 3);
            assertThat(accepted.events()).extracting(Event::type).containsOnly(EventType.ACCEPTED);
            assertThat(accepted.events()).extracting(Event::letter).containsOnly(letter.id());
            assertThat(accepted.events()).extracting(Event::at).containsOnly(clock.instant());
            assertThat(ledger()).isEqualTo(accepted.events());
        });
    }

    @Test
    void aLetterBeginsQueuedWithoutASentCopy() {
        SealedLetter letter = accept(toThree(1).withSentCopy());

        assertThat(found(letter).recipients())
                .extracting(RecipientView::submission)
                .containsExactly(SubmissionState.QUEUED, SubmissionState.QUEUED, SubmissionState.QUEUED);
        assertThat(found(letter).sentCopy().state()).isEqualTo(SentCopyState.NONE);
        assertThat(lease(Desk.FILING)).isEmpty();
        assertThat(lease(Desk.DOUBT)).isEmpty();
    }

    @Test
    void givesALetterBackAsItWas() throws IOException {
        SealedLetter letter = accept(Letters.number(1)
                .to("ann@b.example", "jörg@müller.example")
                .bcc("secret@c.example")
                .subject("Grüße")
                .body("Dear Jörg,\r\n.\r\n..two\r\n\r\n8-bit: äöü €\r\n")
                .assurance(Assurance.displayed().within(Duration.ofHours(3)).onDoubt(OnDoubt.HOLD))
                .receiptsTo("bounces@corp.example")
                .withSentCopy()
                .key("order-1")
                .at(clock.instant().plusMillis(123)));

        assertSame(found(letter).letter(), letter);
        restart();
        assertSame(found(letter).letter(), letter);
    }

    private static void assertSame(SealedLetter found, SealedLetter letter) throws IOException {
        assertThat(found).usingRecursiveComparison().ignoringFields("wire").isEqualTo(letter);
        assertThat(octets(found.wire())).isEqualTo(octets(letter.wire()));
        assertThat(octets(found.wire())).as("opened a second time").isEqualTo(octets(letter.wire()));
        assertThat(found.wire().size()).isEqualTo(letter.wire().size());
        assertThat(found.wire().eightBit()).isEqualTo(letter.wire().eightBit());
        assertThat(found.wire().utf8Headers()).isEqualTo(letter.wire().utf8Headers());
        assertThat(found.bccFields()).contains("secret@c.example");
    }

    static byte[] octets(WireBytes wire) throws IOException {
        try (InputStream in = wire.open()) {
            return in.readAllBytes();
        }
    }

    @Test
    void keepsABigLetterWhole() throws IOException {
        SealedLetter letter = accept(Letters.number(1).body("a line of text that goes on\r\n".repeat(200_000)));

        assertThat(octets(found(letter).letter().wire())).isEqualTo(octets(letter.wire()));
    }

    @Test
    void knowsNothingOfAnUnknownLetter() {
        accept(Letters.number(1));

        assertThat(outbox.find(Letters.id(2))).isEmpty();
    }

    @Test
    void theSameLetterUnderItsKeyIsKnown() {
        SealedLetter first =
                accept(Letters.number(1).key("invoice-1").subject("x").body("y"));
        List<Event> before = ledger();
        restart();

        Acceptance again = outbox.accept(
                Letters.number(2).key("invoice-1").subject("x").body("y").seal());

        assertThat(again).isEqualTo(new Known(first.id()));
        assertNothingStored(before);
    }

    @Test
    void aKeyIsTakenByOtherContent() {
        SealedLetter first = accept(Letters.number(1).key("invoice-1").subject("x"));
        List<Event> before = ledger();

        Acceptance other =
                outbox.accept(Letters.number(2).key("invoice-1").subject("z").seal());

        assertThat(other).isEqualTo(new KeyTaken(first.id()));
        assertNothingStored(before);
    }

    private void assertNothingStored(List<Event> before) {
        assertThat(outbox.find(Letters.id(2))).isEmpty();
        assertThat(ledger()).isEqualTo(before);
        assertThat(lease(Desk.SUBMISSION)).hasSize(1);
    }

    @Test
    void aKeyStaysTakenAfterTheLettersEnd() {
        SealedLetter first =
                submitted(Letters.number(1).key("invoice-1").subject("x").body("y"));

        Acceptance again = outbox.accept(
                Letters.number(2).key("invoice-1").subject("x").body("y").seal());

        assertThat(again).isEqualTo(new Known(first.id()));
    }

    @Test
    void keysAreTakenAsTheyAre() {
        List<String> keys = List.of("Invoice", "invoice", "invoice ", "ínvoice", "i\u0301nvoice", "i%");
        for (String key : keys) {
            accept(Letters.number(keys.indexOf(key)).key(key).subject("x").body("y"));
        }
        for (String key : keys) {
            assertThat(outbox.accept(
                            Letters.number(99).key(key).subject("x").body("y").seal()))
                    .isEqualTo(new Known(Letters.id(keys.indexOf(key))));
        }
    }

    @Test
    void lettersWithoutAKeyAreNeverTheSame() {
        accept(Letters.number(1).subject("x").body("y"));
        accept(Letters.number(2).subject("x").body("y"));

        assertThat(lease(Desk.SUBMISSION)).hasSize(2);
    }

    @Test
    void anIdIsNotGivenTwice() {
        accept(Letters.number(1).subject("x"));
        SealedLetter same = Letters.number(1).subject("z").seal();

        assertThatThrownBy(() -> outbox.accept(same)).isInstanceOf(OutboxException.class);
        assertThat(lease(Desk.SUBMISSION)).hasSize(1);
    }

    @Test
    void oneOfManyCallersWithOneKeyIsTheFirst() {
        List<Acceptance> all = Crowd.of(8)
                .each(caller -> outbox.accept(Letters.number(caller)
                        .key("invoice-1")
                        .subject("x")
                        .body("y")
                        .seal()));

        LetterId winner = all.stream()
                .filter(Accepted.class::isInstance)
                .map(accepted -> ((Accepted) accepted).events().get(0).letter())
                .reduce((one, other) -> {
                    throw new AssertionError("accepted twice: " + one + " and " + other);
                })
                .orElseThrow();
        assertThat(all).filteredOn(Known.class::isInstance).hasSize(7).containsOnly(new Known(winner));
        assertThat(ledger()).hasSize(1);
        assertThat(lease(Desk.SUBMISSION)).hasSize(1);
    }
}
