package dev.twotick.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.SealedLetter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LettersTest {
    @Test
    void sealsTheSameLetterInEveryRun() {
        SealedLetter letter = Letters.number(7).to("ann@b.example").seal();

        assertThat(letter.id()).isEqualTo(Letters.id(7));
        assertThat(letter.messageId()).isEqualTo("<" + Letters.id(7) + "@corp.example>");
        assertThat(letter.contentDigest())
                .isEqualTo(Letters.number(7).to("ann@b.example").seal().contentDigest());
    }

    @Test
    void laterNumbersSortAfterEarlierOnes() {
        assertThat(Letters.id(1)).isLessThan(Letters.id(2));
        assertThat(Letters.id(999)).isLessThan(Letters.id(1000));
    }

    @Test
    void keepsBccOffTheWireAndInTheEnvelope() {
        SealedLetter letter =
                Letters.number(1).to("ann@b.example").bcc("cy@c.example").seal();

        assertThat(letter.bccFields()).isEqualTo("Bcc: cy@c.example\r\n");
        assertThat(letter.envelope().recipients()).hasSize(2);
    }

    @Test
    void fillsInWhatAnAssuranceLeavesOpen() {
        SealedLetter letter = Letters.number(1)
                .assurance(Assurance.delivered())
                .withSentCopy()
                .seal();

        assertThat(letter.deadline()).contains(letter.acceptedAt().plus(Duration.ofHours(24)));
        assertThat(letter.terms().sentCopy()).isTrue();
    }

    @Test
    void numbersTheRecipientsOfASubmission() {
        assertThat(Letters.number(1)
                        .to("ann@b.example", "bob@b.example")
                        .submissionWithReports("e")
                        .recipients())
                .extracting(recipient -> recipient.number() + " " + recipient.address())
                .containsExactly("1 ann@b.example", "2 bob@b.example");
    }
}
