package dev.twotick.receipts.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.twotick.receipts.FamilyBounces;
import dev.twotick.receipts.FamilyBounces.Bounce;
import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptKind;
import dev.twotick.receipts.ReceiptParser;
import dev.twotick.receipts.ReceiptRecipient;
import dev.twotick.receipts.Reports;
import dev.twotick.receipts.internal.report.Wording.Sense;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of families hold nothing that no test has read. */
class FamilyTableTest {
    /** Of a robot that nobody can answer; nothing but the words tells of a bounce. */
    private static final String ROBOT = """
            Return-Path: <>
            From: robot@mx.receiver.example
            """;

    /** Words that anybody uses count where a mail system writes. */
    private static final String DAEMON = "From: MAILER-DAEMON@mx.receiver.example\n";

    private static final String REST = """
            Subject: Nachricht
            Content-Type: text/plain; charset=utf-8

            """;

    private final ReceiptParser parser = new ReceiptParser();

    static Set<String> families() {
        Set<String> names = new HashSet<>();
        Wording.FAMILIES.forEach(family -> names.add(family.name()));
        return names;
    }

    /** By words that it alone says so. */
    @Test
    void everyFamilyHasAFixture() {
        Set<String> hit = new HashSet<>();
        FamilyBounces.all().map(Bounce::text).forEach(text -> {
            Map<Integer, String> told = new HashMap<>();
            Wording.CLUES.scan(text, 0, text.length(), (clue, from, to) -> {
                if (!Collections.disjoint(clue.senses(), Set.of(Sense.GAVE_UP, Sense.STILL_TRYING))) {
                    // of those that begin alike the longest comes last
                    told.put(from, clue.family().name());
                }
            });
            hit.addAll(told.values());
            Wording.LETTER.scan(text, 0, text.length(), (name, from, to) -> hit.add(name));
        });

        assertThat(hit).containsAll(families());
    }

    @ParameterizedTest
    @MethodSource("families")
    void everyWordingOfAFamilyIsRead(String name) {
        for (BounceFamily family : Wording.FAMILIES) {
            if (family.name().equals(name)) {
                String header = family.general() ? DAEMON : ROBOT;
                family.gaveUp().forEach(words -> assertFails(header, words, "failed"));
                family.stillTrying().forEach(words -> assertFails(header, words, "delayed"));
                family.names().forEach(this::assertNames);
                family.letter().forEach(this::assertEnds);
            }
        }
    }

    /** Without them it is no bounce. */
    private void assertFails(String header, String words, String action) {
        String ann = "\n\n<ann@receiver.example>:\n  no\n";
        assertThat(parser.parse(Reports.bytes(header + REST + "Happy birthday" + ann))
                        .kind())
                .isEqualTo(ReceiptKind.NOT_A_REPORT);
        assertTellsOfAnn(header, words, loud(words) + ann, action);
    }

    /** The first address near the words of failure is another one. */
    private void assertNames(String words) {
        assertTellsOfAnn(
                DAEMON,
                words,
                "Could not be delivered. It is not eve@other.example.\n\nIt is: " + loud(words)
                        + " <ann@receiver.example>\n",
                "failed");
    }

    /** The letter that came back speaks of others. */
    private void assertEnds(String words) {
        assertTellsOfAnn(
                DAEMON,
                words,
                "Could not be delivered.\n\n<ann@receiver.example>: no\n\n--- " + loud(words)
                        + "\n\neve@other.example\n",
                "failed");
    }

    private static String loud(String words) {
        return words.replace("*", "").toUpperCase(Locale.ROOT);
    }

    private void assertTellsOfAnn(String header, String words, String text, String action) {
        Receipt receipt = parser.parse(Reports.bytes(header + REST + text));

        assertThat(receipt.kind()).as(words).isEqualTo(ReceiptKind.BOUNCE_TEXT);
        assertThat(receipt.recipients())
                .as(words)
                .extracting(ReceiptRecipient::address, ReceiptRecipient::action)
                .containsExactly(tuple(Optional.of("ann@receiver.example"), Optional.of(action)));
    }
}
