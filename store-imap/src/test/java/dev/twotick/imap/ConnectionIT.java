package dev.twotick.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.sentstore.Filing;
import dev.twotick.testkit.ImapReaction;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One connection, as long as it lasts. */
class ConnectionIT extends ScriptedServerCase {
    @Test
    void usesOneConnectionForManyCopies() {
        server.addFolder("Sent");
        for (int i = 0; i < 5; i++) {
            store.file(Stores.copy("<" + i + "@example.com>", "x\r\n"));
        }
        assertThat(kept("Sent")).hasSize(5);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void replacesAConnectionThatWasLostWhileItWasIdle() {
        server.addFolder("Sent");
        store.file(copy);
        server.cutConnections();
        assertThat(store.file(Stores.copy("<2@example.com>", "x\r\n"))).isInstanceOf(Filing.Filed.class);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void replacesAConnectionThatTheServerEndedWhileItWasIdle() {
        server.addFolder("Sent");
        store.file(copy);
        server.on("NOOP", ImapReaction.last("* BYE idle for too long"));
        assertThat(store.find(Stores.MESSAGE_ID)).isPresent();
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void filesCopiesOfManyThreads() throws Exception {
        server.addFolder("Sent");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Filing>> filings = IntStream.range(0, 40)
                    .mapToObj(i ->
                            threads.submit(() -> store.file(Stores.copy("<" + i / 2 + "@example.com>", "x\r\n"))))
                    .toList();
            for (Future<Filing> filing : filings) {
                assertThat(filing.get()).isInstanceOfAny(Filing.Filed.class, Filing.Found.class);
            }
        } finally {
            threads.shutdown();
        }
        assertThat(kept("Sent")).hasSize(20);
        assertThat(server.connections()).isEqualTo(1);
    }
}
