package dev.twotick.receipts.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.twotick.receipts.FamilyBounces;
import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptParser;
import dev.twotick.receipts.ReceiptRecipient;
import dev.twotick.receipts.Reports;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of families hold nothing that no test has read. */
class FamilyTableTest {
    private static final String HEADER = """
            From: MAILER-DAEMON@mx.receiver.example
            Subject: Undelivered mail
            Content-Type: text/plain; charset=utf-8

            """;

    private final ReceiptParser parser = new ReceiptParser();

    static Set<String> families() {
        Set<String> names = new HashSet<>();
        Wording.FAMILIES.forEach(family -> names.add(family.name()));
        return names;
    }

    @Test
    void everyFamilyHasAFixture() {
        Set<String> hit = new HashSet<>();
        FamilyBounces.all().forEach(bounce -> {
            String text = bounce.text();
            Wording.CLUES.scan(
                    text,
                    0,
                    text.length(),
                    (clue, from, to) -> hit.add(clue.family().name()));
            Wording.LETTER.scan(text, 0, text.length(), (name, from, to) -> hit.add(name));
        });

        assertThat(hit).containsAll(families());
    }

    @ParameterizedTest
    @MethodSource("families")
    void everyWordingOfAFamilyIsRead(String name) {
        for (BounceFamily family : Wording.FAMILIES) {
            if (family.name().equals(name)) {
                family.gaveUp().forEach(words -> assertFails(words, "failed"));
                family.stillTrying().forEach(words -> assertFails(words, "delayed"));
                family.names().forEach(this::assertNames);
                family.letter().forEach(this::assertEnds);
            }
        }
    }

    private void assertFails(String words, String action) {
        assertTellsOfAnn(words, loud(words) + "\n\n<ann@receiver.example>:\n  no\n", action);
    }

    /** The first address near the words of failure is another one. */
    private void assertNames(String words) {
        assertTellsOfAnn(
                words,
                "Could not be delivered. It is not eve@other.example.\n\nIt is: " + loud(words)
                        + " <ann@receiver.example>\n",
                "failed");
    }

    /** The letter that came back speaks of others. */
    private void assertEnds(String words) {
        assertTellsOfAnn(
                words,
                "Could not be delivered.\n\n<ann@receiver.example>: no\n\n--- " + loud(words)
                        + "\n\neve@other.example\n",
                "failed");
    }

    private static String loud(String words) {
        return words.replace("*", "").toUpperCase(Locale.ROOT);
    }

    private void assertTellsOfAnn(String words, String text, String action) {
        Receipt receipt = parser.parse(Reports.bytes(HEADER + text));

        assertThat(receipt.kind()).as(words).isEqualTo(ReceiptKind.BOUNCE_TEXT);
        assertThat(receipt.recipients())
                .as(words)
                .extracting(ReceiptRecipient::address, ReceiptRecipient::action)
                .containsExactly(tuple(Optional.of("ann@receiver.example"), Optional.of(action)));
    }
}
