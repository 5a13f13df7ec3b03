package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Envelope;
import dev.twotick.letter.InvalidLetterException;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.Terms;
import dev.twotick.smtp.RawSink.Taken;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionBatch;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever a caller writes into a letter, its canonical bytes arrive with their dots stuffed and with one end, and the commands
 * around it are ours. A failure names its seed and number.
 */
class OddLettersIT {
    /** With two seeds of the ones and one of the others for each way nearly 30,000 letters. */
    private static final int RAW_LETTERS = 4_700;

    private static final int COMPOSED_LETTERS = 400;
    private static final int LETTERS_AMONG_LONG_ONES = 120;
    private static final int AT_ONCE = 50;
    private static final Pattern COMMAND = Pattern.compile(
            "EHLO \\S+|MAIL FROM:<\\S*>( BODY=8BITMIME)?( SMTPUTF8)?|RCPT TO:<\\S+>|DATA|BDAT \\d+( LAST)?|RSET|NOOP|QUIT");
    private static final EmailAddress SENDER = EmailAddress.of("billing@corp.example");
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final String TOO_LONG = "x".repeat(1_200);
    private static final String LONGEST = "y".repeat(998);
    private static final List<String> PIECES = List.of(
            "\r\n",
            "\r\n",
            "\n",
            "\r",
            ".",
            "..",
            "\r\n.",
            "\r\n.\r\n",
            "\n.\n",
            "\r.\r",
            "\n.\r\n",
            "\r\n.\n",
            "\r\n.\r",
            "\r\n\0.\r\n",
            "MAIL FROM:<evil@x.example>",
            "RCPT TO:<victim@x.example>",
            "DATA",
            "QUIT",
            "BDAT 5 LAST",
            "Bcc: victim@x.example",
            " ",
            "\t",
            "text",
            "é",
            "\uD83D\uDE00",
            "\u760A\u760D",
            "\u2028",
            "\u0085",
            "=\r\n",
            "--b",
            "<a@b.example>",
            "\"",
            "\\",
            "?=");

    /** How a letter gets over the line. */
    enum Way {
        DATA,
        CHUNKING,
        WINDOW_OF_FOUR;

        private boolean chunking() {
            return this != DATA;
        }

        private String window() {
            return this == WINDOW_OF_FOUR ? "4" : "1";
        }

        /** What is to come over the line: only after DATA dots are stuffed and the end is marked. */
        private String expected(String canonical) {
            return chunking() ? canonical : stuffed(canonical);
        }
    }

    @ParameterizedTest
    @CsvSource({"DATA, 1", "DATA, 2", "CHUNKING, 3", "CHUNKING, 4", "WINDOW_OF_FOUR, 5", "WINDOW_OF_FOUR, 6"})
    void rawLettersArriveAsTheirCanonicalBytes(Way way, long seed) throws Exception {
        Random random = new Random(seed);
        submitAll(way, seed, RAW_LETTERS, number -> rawLetter(random, shortText(random)));
    }

    @ParameterizedTest
    @CsvSource({"DATA, 7", "CHUNKING, 8", "WINDOW_OF_FOUR, 9"})
    void composedLettersArriveAsTheirCanonicalBytes(Way way, long seed) throws Exception {
        Random random = new Random(seed);
        submitAll(way, seed, COMPOSED_LETTERS, number -> composedLetter(random));
    }

    /** These go in more than one write, and with CHUNKING in two pieces, which may part a CR from its LF. */
    @ParameterizedTest
    @CsvSource({"DATA, 10", "CHUNKING, 11", "WINDOW_OF_FOUR, 12"})
    void longLettersAmongShortOnesArriveAsTheirCanonicalBytes(Way way, long seed) throws Exception {
        Random random = new Random(seed);
        submitAll(
                way,
                seed,
                LETTERS_AMONG_LONG_ONES,
                number -> rawLetter(random, number % 3 == 0 ? longText(random) : shortText(random)));
    }

    private static String pieces(Random random, int most) {
        return text(random, random.nextInt(most));
    }

    private static String text(Random random, int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    /** Now and then with a line that is as long as it may be, or longer. */
    private static String shortText(Random random) {
        return pieces(random, 30) + (random.nextInt(2) == 0 ? LONGEST + pieces(random, 10) : "");
    }

    /** About as long as what goes in one piece, or up to twice as long. */
    private static String longText(Random random) {
        StringBuilder text = new StringBuilder();
        long least =
                ContentWriter.AT_ONCE - 100 + random.nextInt(random.nextBoolean() ? 200 : (int) ContentWriter.AT_ONCE);
        while (text.length() < least) {
            text.append(text(random, 20)).append("\r\n");
        }
        return text.toString();
    }

    private static Letter rawLetter(Random random, String text) {
        String header = "From: a@x.example\r\n";
        if (random.nextInt(4) == 0) {
            header += "Subject: " + pieces(random, 4) + "\r\n";
        }
        String end = random.nextBoolean() ? "\r\n" : "";
        String message = header + "\r\n" + text.replace("\0", random.nextInt(50) == 0 ? "\0" : "") + end;
        return Letter.raw(
                message.getBytes(StandardCharsets.UTF_8),
                new Envelope(SENDER, List.of(address(random, "ann@x.example"))));
    }

    private static Letter composedLetter(Random random) {
        return Letter.from("Billing <billing@corp.example>")
                .to(address(random, "ann@x.example").value())
                .subject(oddOrPlain(random, "Invoice"))
                .header("X-Odd", oddOrPlain(random, "plain"))
                .text(pieces(random, 30) + TOO_LONG)
                .html("<p>" + pieces(random, 30).replace("\0", "") + "</p>")
                .attach(
                        oddOrPlain(random, "file.txt"),
                        "text/plain",
                        pieces(random, 30).getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private static String oddOrPlain(Random random, String plain) {
        return random.nextInt(10) == 0 ? plain + pieces(random, 3) : plain + "é";
    }

    private static EmailAddress address(Random random, String plain) {
        return EmailAddress.of(random.nextInt(20) == 0 ? pieces(random, 3) + plain : plain);
    }

    /** Until so many were submitted; what is no letter is refused on acceptance and does not count. */
    private void submitAll(Way way, long seed, int wanted, Function<Integer, Letter> letters)
            throws IOException, InterruptedException {
        int taken = 0;
        try (RawSink sink = new RawSink(way.chunking());
                Transport transport = TestTransports.inClear(sink.port(), "window", way.window())) {
            List<Submission> group = new ArrayList<>();
            int number = 0;
            while (taken < wanted) {
                accepted(letters, number)
                        .map(letter -> submission(letter, group.size()))
                        .ifPresent(group::add);
                number++;
                if (group.size() == AT_ONCE) {
                    taken += group.size();
                    submit(way, "seed " + seed + ", before letter " + number, group, transport, sink);
                    group.clear();
                }
            }
            assertThat(sink.isEmpty()).isTrue();
        }
    }

    private static Optional<Letter> accepted(Function<Integer, Letter> letters, int number) {
        try {
            return Optional.of(letters.apply(number));
        } catch (InvalidLetterException e) {
            assertThat(e.field()).isNotEmpty();
            return Optional.empty();
        }
    }

    private static Submission submission(Letter letter, int number) {
        SealedLetter sealed = letter.seal(
                LetterId.create(NOW, () -> number),
                NOW,
                "<" + number + "@corp.example>",
                Optional.empty(),
                new Terms(Assurance.submitted(), false, Optional.empty()));
        return new Submission(
                sealed.id(),
                Optional.of(sealed.envelope().sender()),
                List.of(new Submission.Recipient(
                        1, sealed.envelope().recipients().get(0))),
                sealed.wire(),
                Optional.empty());
    }

    private static void submit(Way way, String name, List<Submission> group, Transport transport, RawSink sink)
            throws IOException, InterruptedException {
        transport.submit(new AllTaken(name, List.copyOf(group)));
        for (Submission submission : group) {
            String canonical = new String(submission.content().open().readAllBytes(), StandardCharsets.ISO_8859_1);
            Taken taken = sink.take();
            boolean wellFormed = isCanonical(canonical)
                    && taken.octets().equals(way.expected(canonical))
                    && (way.chunking()
                            || taken.octets().indexOf("\r\n.\r\n")
                                    == taken.octets().length() - 5)
                    && taken.commands().stream()
                            .allMatch(command -> COMMAND.matcher(command).matches());
            assertThat(wellFormed)
                    .as("%s, in its group %s: %s", name, submission.letter(), shown(taken))
                    .isTrue();
        }
    }

    private static String shown(Taken taken) {
        String all = taken.toString();
        return all.length() > 10_000 ? all.substring(0, 10_000) + "…" : all;
    }

    /** A batch that may cross, and of which every letter is taken. */
    private record AllTaken(String name, List<Submission> submissions) implements SubmissionBatch {
        @Override
        public Set<Integer> cross(List<Integer> positions) {
            return Set.copyOf(positions);
        }

        @Override
        public void answer(int position, SubmissionOutcome outcome) {
            boolean taken = outcome instanceof Answered answered
                    && answered.recipients().get(1) instanceof Submitted;
            assertThat(taken)
                    .as("%s, in its group %s: %s", name, position, outcome)
                    .isTrue();
        }
    }

    /** Lines end in CRLF and nothing else, and are not too long (RFC 5321 section 4.5.3.1.6). */
    private static boolean isCanonical(String octets) {
        String withoutEnds = octets.replace("\r\n", "");
        return octets.endsWith("\r\n")
                && withoutEnds.indexOf('\r') < 0
                && withoutEnds.indexOf('\n') < 0
                && withoutEnds.indexOf('\0') < 0
                && octets.lines().allMatch(line -> line.length() <= 998);
    }

    private static String stuffed(String canonical) {
        return ("\r\n" + canonical).replace("\r\n.", "\r\n..").substring(2) + ".\r\n";
    }
}
