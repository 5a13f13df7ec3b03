package dev.twotick.imap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedRepliesTest {
    private static BoundedReplies replies(String text) {
        return new BoundedReplies(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* OK [X {2000000000}\r\n",
                "* LIST () \"/\" {65537}\r\n",
                "{99999999999999999999999999}\r\n",
                "{1}\r\na {{4294967296}\r\n"
            })
    void refusesALiteralOverTheLimit(String text) {
        assertThatIOException().isThrownBy(replies(text)::readAllBytes).withMessageContaining("literal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* LIST () \"/\" {65536}\r\n",
                "* OK {2000000000} is a number in braces\r\n",
                "* OK {2000000000x}\r\n",
                "* OK {-1}\r\n",
                "* OK {}\r\n",
                "plain\r\n"
            })
    void letsEverythingElseThroughUnchanged(String text) throws IOException {
        assertThat(replies(text).readAllBytes()).isEqualTo(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void refusesALiteralThatComesOctetByOctet() {
        BoundedReplies replies = replies("* {2000000000}\r\n");
        assertThatIOException()
                .isThrownBy(() -> {
                    while (replies.read() >= 0) {}
                })
                .withMessageContaining("literal");
    }

    @Test
    void refusesMoreThanOneAllowance() throws IOException {
        BoundedReplies replies = new BoundedReplies(endless());
        assertThat(replies.readNBytes(BoundedReplies.MOST_IN_ALL)).hasSize(BoundedReplies.MOST_IN_ALL);
        assertThatIOException().isThrownBy(replies::read).withMessageContaining("sent-store.url");
    }

    @Test
    void givesANewAllowance() throws IOException {
        BoundedReplies replies = new BoundedReplies(endless());
        replies.readNBytes(BoundedReplies.MOST_IN_ALL);
        replies.allow();
        assertThat(replies.readNBytes(10)).hasSize(10);
    }

    private static InputStream endless() {
        return new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
    }
}
