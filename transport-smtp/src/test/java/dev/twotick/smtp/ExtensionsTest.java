package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionsTest {

    private static Extensions offered(String... lines) {
        return Extensions.of(new RawReply(
                250,
                java.util.stream.Stream.concat(List.of("DSN").stream(), List.of(lines).stream())
                        .toList()));
    }

    @Test
    void takesKeywordsInAnyCaseAndNotTheRelaysName() {
        assertThat(offered("8bitmime", "Size 1000").offers("8BITMIME")).isTrue();
        assertThat(offered("8bitmime").offers("DSN")).isFalse();
    }

    @Test
    void readsTheSizeLimit() {
        assertThat(offered("SIZE 1000").sizeLimit()).hasValue(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIZE", "SIZE 0", "SIZE big", "SIZE -1", "SIZE 99999999999999999999", "SIZE 1 2"})
    void takesAnythingElseForNoLimit(String line) {
        assertThat(offered(line).sizeLimit()).isEmpty();
    }

    @Test
    void findsMechanismsInOldAndNewNotation() {
        Extensions extensions = offered("AUTH=LOGIN", "AUTH plain XOAUTH2");

        assertThat(extensions.offersAuth("LOGIN")).isTrue();
        assertThat(extensions.offersAuth("PLAIN")).isTrue();
        assertThat(extensions.offersAuth("XOAUTH2")).isTrue();
        assertThat(extensions.offersAuth("CRAM-MD5")).isFalse();
    }

    @Test
    void standsAnEmptyAnswer() {
        assertThat(offered().offered()).isEmpty();
        assertThat(offered("", " ").offers("SIZE")).isFalse();
    }
}
