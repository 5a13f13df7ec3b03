package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ClerkThreadTest {
    private final CountDownLatch rounds = new CountDownLatch(3);

    /** Nothing about it goes well: neither its work nor telling of its failure. */
    private final class Hopeless implements Clerk {
        private boolean named;

        @Override
        public String name() {
            if (named) {
                throw new OutOfMemoryError("not even for a name");
            }
            named = true;
            return "hopeless";
        }

        @Override
        public int work() {
            rounds.countDown();
            throw new NoClassDefFoundError("a library is missing");
        }
    }

    @Test
    void nothingThatAClerkThrowsEndsItsThread() {
        ClerkThread thread = new ClerkThread(new Hopeless(), Duration.ofMillis(1), new Listeners(List.of()));
        thread.start();
        Awaitility.await().untilAsserted(() -> {
            // it cuts the pause after a failure short
            thread.wake();
            assertThat(rounds.getCount()).isZero();
        });
        thread.stop(Duration.ofSeconds(5));
    }
}
