package dev.twotick.letter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDigestTest {
    private static final Envelope ENVELOPE =
            new Envelope(EmailAddress.of("a@x.example"), List.of(EmailAddress.of("b@x.example")));
    /** Takes minutes when the work is quadratic, and a second when it is not. */
    private static final Duration LINEAR = Duration.ofSeconds(30);

    private static final String NESTED = """
            From: a@x.example
            Content-Type: multipart/mixed; boundary=OUTER

            --OUTER
            Content-Type: multipart/alternative;
             charset="not; boundary=this"; boundary="IN NER"

            --IN NER
            Content-Type: text/plain

            text
            --IN NER--
            --OUTER
            Content-Type: application/pdf

            JVBERi0=
            --OUTER--
            """;

    @Test
    void textThatLooksLikeABoundaryCounts() {
        String letter = "From: a@x.example\n\npay boundary=42 EUR\n";
        assertThat(digest(letter)).isNotEqualTo(digest(letter.replace("42 EUR", "99 EUR to Eve")));
    }

    @Test
    void boundariesMadeAnewDoNotCount() {
        String again = NESTED.replace("OUTER", "=_1.2").replace("IN NER", "=_3'4+5");
        assertThat(digest(again)).isEqualTo(digest(NESTED));
        assertThat(digest(NESTED.replace("JVBERi0=", "JVBERi1="))).isNotEqualTo(digest(NESTED));
        assertThat(digest(NESTED.replace("not; boundary", "nor; boundary"))).isNotEqualTo(digest(NESTED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: multipart/mixed; boundary=B",
                "content-type:MULTIPART/mixed; charset=x; BOUNDARY=\"B\"",
                "Content-Type: multipart/mixed;\n\tboundary=\"B\"; charset=x",
                "Content-Type: multipart/mixed; x=\"y\n z\";\n boundary = B ; charset=x"
            })
    void findsTheBoundaryHoweverItIsWritten(String field) {
        String letter = "From: a@x.example\n" + field + "\n\npreamble\n--B  \n\ntext\n--B--\n";
        assertThat(digest(letter)).isEqualTo(digest(replaced(letter, "C")));
        assertThat(digest(letter)).isNotEqualTo(digest(letter.replace("text", "other")));
    }

    private static String replaced(String letter, String boundary) {
        return letter.replace("=B", "=" + boundary)
                .replace("\"B\"", '"' + boundary + '"')
                .replace("= B", "= " + boundary)
                .replace("--B", "--" + boundary);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: a@x.example\nContent-Type: text/plain; boundary=ONE\n\n--ONE\ntext\n",
                "From: a@x.example\nX-Content-Type: multipart/mixed; boundary=ONE\n\n--ONE\ntext\n",
                "From: a@x.example\n\nContent-Type: multipart/mixed; boundary=ONE\n\n--ONE\ntext\n",
                "From: a@x.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nContent-Type: multipart/mixed; boundary=ONE\n--ONE\n--b--\n",
                "From: a@x.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-ID: <ONE@x>\n\ntext\n--b--\n"
            })
    void whatIsNoBoundaryOfAMultipartCounts(String letter) {
        assertThat(digest(letter)).isNotEqualTo(digest(letter.replace("ONE", "TWO")));
    }

    @Test
    void theEndOfTheHeaderSectionCounts() {
        assertThat(digest("From: a@x.example\n\nX: y\ntext\n"))
                .isNotEqualTo(digest("From: a@x.example\nX: y\n\ntext\n"));
    }

    @Test
    void noContentPassesForADelimiter() {
        String letter = "From: a@x.example\nContent-Type: multipart/mixed; boundary=B\n\n%s\n\ntext\n--B--\n";
        assertThat(digest(letter.formatted("--B"))).isNotEqualTo(digest(letter.formatted("--\n0\n")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"boundary=%d\n", "--%d\nboundary=%d\n", "Content-Type: multipart/x; boundary=%d\n\n--%d\n"})
    void staysLinearInTextFullOfBoundaries(String line) {
        assertLinear("From: a@x.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n" + repeated(line, 2 << 20));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: multipart/mixed; boundary=%d\n\n--%d\n",
                "--b\nContent-Type: multipart/mixed; boundary=%d\n\n",
            })
    void staysLinearInMultipartsWithoutEnd(String part) {
        assertLinear("From: a@x.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n" + repeated(part, 2 << 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {";\n ", "; a=\"\n ", "; a\n ", ";\n  \t \n ", "; boundary=\"\n ", "a=\"\\\"\n "})
    void staysLinearInAnEndlessField(String piece) {
        assertLinear("From: a@x.example\nContent-Type: multipart/mixed" + repeated(piece, 2 << 20) + "\n\ntext\n");
    }

    private static String repeated(String template, int length) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; all.length() < length; i++) {
            all.append(template.replace("%d", Integer.toString(i)));
        }
        return all.toString();
    }

    private static void assertLinear(String letter) {
        assertThat(Assertions.assertTimeoutPreemptively(LINEAR, () -> digest(letter)))
                .hasSize(64);
    }

    private static String digest(String letter) {
        return ContentDigest.of(ENVELOPE, MessageBytes.scan(MessageBytes.canonical(letter.getBytes(UTF_8))));
    }
}
