package dev.twotick.receipts.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressesTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @ParameterizedTest
    @CsvSource({
        "a@b.example, true",
        "a@[192.0.2.1], true",
        "a@b, false",
        "a@.b, false",
        "a@.b.c, false",
        "a@b., false",
        "a@[192.0.2.1, false",
        "@b.example, false"
    })
    void tellsAddressesWithAFullDomain(String text, boolean address) {
        assertThat(MailAddresses.isAt(text, 0, text.length())).isEqualTo(address);
    }

    /** A search that goes on to the end of the text from each of them takes minutes. */
    @ParameterizedTest
    @ValueSource(strings = {"a@b\n", "a@["})
    void looksNoFurtherThanTheAddress(String sign) {
        String text = sign.repeat((4 << 20) / sign.length());

        long found = assertTimeoutPreemptively(
                SOON,
                () -> IntStream.range(0, text.length())
                        .filter(at -> MailAddresses.isAt(text, at, text.length()))
                        .count());

        assertThat(found).isZero();
    }

    @Test
    void endsBeforeDotsInARow() {
        assertThat(MailAddresses.in("550 a@b.example...User unknown, c@d.example.. no"))
                .containsExactly("a@b.example", "c@d.example");
        assertThat(MailAddresses.at("a@b.example...User", 0, 18)).isEqualTo("a@b.example");
    }

    @Test
    void findsTheFirstAndTheLast() {
        String text = "from <a@b.example>, to \"c d\"@e.example.";

        assertThat(MailAddresses.first(text)).contains("a@b.example");
        assertThat(MailAddresses.last(text)).contains("\"c d\"@e.example");
    }
}
