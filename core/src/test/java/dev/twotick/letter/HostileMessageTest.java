package dev.twotick.letter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that somebody made to do harm: a letter comes of them or an {@link InvalidLetterException}, nothing else. */
class HostileMessageTest {
    private static final int ROUNDS = 5_000;
    private static final List<String> PIECES = List.of(
            "From:",
            "To:",
            "Cc:",
            "Bcc:",
            "Sender:",
            "Message-ID:",
            "Content-Type:",
            "Resent-To:",
            "a@x.example",
            "team:",
            "\"",
            "<",
            ">",
            "(",
            ")",
            "[",
            "]",
            "@",
            ",",
            ";",
            ":",
            ".",
            "\\",
            " ",
            "\t",
            "\r\n",
            "\r\n ",
            "\n",
            "\r",
            "\0",
            "=?utf-8?q?=C3?=",
            "=?x?b?!?=",
            "é",
            "＞",
            "。",
            "\u202e",
            "xn--",
            "-",
            "boundary=",
            "multipart/mixed;",
            "--",
            "ann",
            "\uD83D\uDE00");

    static IntStream seeds() {
        return IntStream.range(0, 4);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void randomBytesAreALetterOrAreRefused(int seed) {
        Random random = new Random(seed);
        fuzz(() -> {
            byte[] message = new byte[random.nextInt(200)];
            random.nextBytes(message);
            return message;
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void brokenHeadersAreALetterOrAreRefused(int seed) {
        Random random = new Random(seed);
        fuzz(() -> {
            StringBuilder message = new StringBuilder(random.nextBoolean() ? "From: a@x.example\r\nTo: " : "From: ");
            for (int i = random.nextInt(30); i > 0; i--) {
                message.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            return message.append("\r\n\r\n").toString().getBytes(UTF_8);
        });
    }

    private static void fuzz(Supplier<byte[]> messages) {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] message = messages.get();
            for (Consumer<byte[]> way : List.<Consumer<byte[]>>of(Letter::raw, Letter::envelopeOf, Letter::senderOf)) {
                assertThatCode(() -> taken(way, message))
                        .as(() -> Arrays.toString(message))
                        .doesNotThrowAnyException();
            }
        }
    }

    private static void taken(Consumer<byte[]> way, byte[] message) {
        try {
            way.accept(message);
        } catch (InvalidLetterException refused) {
            assertThat(refused.problem()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, 'From: a@x.example~Subject: hi\rBcc: evil@x.example~To: b@x.example~~text'",
        "2, 'From: a@x.example\r~Subject: hi\r\r~To: b@x.example~~text'",
        "1, 'From: a@x.example\rTo: b@x.example\r\rtext'",
        "3, 'From: a@x.example~To: b@x.example~\r'"
    })
    void aBareCrInTheHeaderSectionIsRefusedWithItsLine(int line, String message) {
        byte[] bytes = message.replace('~', '\n').getBytes(UTF_8);
        assertThatThrownBy(() -> Letter.raw(bytes))
                .isInstanceOf(InvalidLetterException.class)
                .hasMessageContaining("line " + line + " of the header section has a CR");
        assertThatThrownBy(() -> Letter.envelopeOf(bytes)).isInstanceOf(InvalidLetterException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"From: a@x.example\nSubject: a\0b\nTo: b@x.example\n\ntext"})
    void aNulInTheHeaderSectionIsRefusedWithItsLine(String message) {
        assertThatThrownBy(() -> Letter.raw(message.getBytes(UTF_8))).hasMessageContaining("line 2 of the header");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: a@x.example\nTo: b@x.example\n\nbare\rin the body\r",
                "From: a@x.example\r\nTo: b@x.example\n\r\ntext",
                "From: a@x.example\nTo: b@x.example\r\n\ntext"
            })
    void otherLineEndsAreMadeCrLf(String message) {
        assertThat(Letter.raw(message.getBytes(UTF_8)).envelope().recipients()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Resent-To", "resent-from", "Resent-Date"})
    void aMessageSentAgainNeedsItsOwnEnvelope(String field) {
        byte[] message = (field + ": z@x.example\nFrom: a@x.example\nTo: b@x.example\n\ntext").getBytes(UTF_8);
        assertThatThrownBy(() -> Letter.raw(message))
                .isInstanceOfSatisfying(
                        InvalidLetterException.class, e -> assertThat(e.field()).isEqualTo(field))
                .hasMessageContaining("Letter.raw(bytes, envelope)");
        Envelope envelope = new Envelope(EmailAddress.of("a@x.example"), List.of(EmailAddress.of("z@x.example")));
        assertThat(Letter.raw(message, envelope).envelope()).isEqualTo(envelope);
    }
}
