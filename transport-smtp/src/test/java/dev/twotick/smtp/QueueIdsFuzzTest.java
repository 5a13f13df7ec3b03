package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.twotick.transport.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Whatever stands in a final reply, a queue id is short, stands there word for word, and has no odd characters. */
class QueueIdsFuzzTest {
    @FuzzTest(maxDuration = "20s")
    void findsAQueueIdOrNone(byte[] octets) {
        Reply reply = new Reply(250, List.of(new String(octets, StandardCharsets.UTF_8).split("\n", -1)));

        assertThat(QueueIds.in(reply).stream()).allSatisfy(id -> {
            assertThat(reply.text()).contains(id);
            assertThat(id).matches("[0-9A-Za-z ._-]{1,80}");
        });
    }
}
