package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.transport.SubmissionOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ListenersTest {
    private final AtomicInteger heard = new AtomicInteger();

    @Test
    void oneThatFailsDoesNotKeepTheOthersFromHearing() {
        TwotickListener failing = new TwotickListener() {
            @Override
            public void onTrouble(String part, Throwable failure) {
                throw new IllegalStateException("a bug in a listener");
            }
        };
        TwotickListener counting = new TwotickListener() {
            @Override
            public void onTrouble(String part, Throwable failure) {
                heard.incrementAndGet();
            }
        };
        try (Listeners listeners = new Listeners(List.of(failing, counting))) {
            listeners.trouble("test", new IllegalStateException());
            listeners.trouble("test", new IllegalStateException());
        }
        assertThat(heard).hasValue(2);
    }

    @Test
    void oneThatMakesManyCallsItselfDoesNotWaitForItself() {
        Listeners[] own = new Listeners[1];
        TwotickListener chatty = new TwotickListener() {
            @Override
            public void onTrouble(String part, Throwable failure) {
                for (int i = 0; i < 30_000; i++) {
                    own[0].submission("relay", new SubmissionOutcome.Abandoned(), Duration.ZERO);
                }
            }

            @Override
            public void onSubmission(String relay, SubmissionOutcome outcome, Duration took) {
                heard.incrementAndGet();
            }
        };
        try (Listeners listeners = new Listeners(List.of(chatty))) {
            own[0] = listeners;
            listeners.trouble("test", new IllegalStateException());
            Awaitility.await().until(() -> heard.get() == 30_000);
        }
    }

    @Test
    void oneThatHangsStopsNeitherTheEngineNorTheOthers() {
        CountDownLatch never = new CountDownLatch(1);
        TwotickListener hanging = new TwotickListener() {
            @Override
            public void onTrouble(String part, Throwable failure) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        AtomicInteger inner = new AtomicInteger();
        try (Listeners listeners = new Listeners(List.of(hanging))) {
            listeners.add(new TwotickListener() {
                @Override
                public void onTrouble(String part, Throwable failure) {
                    inner.incrementAndGet();
                }
            });
            for (int i = 0; i < 30_000; i++) {
                listeners.trouble("test", new IllegalStateException());
            }
            Awaitility.await().until(() -> inner.get() == 30_000);
            never.countDown();
        }
    }

    @Test
    void oneThatThrowsWhatItDoesNotDeclareHearsTheNextCall() {
        TwotickListener foreign = new TwotickListener() {
            @Override
            public void onTrouble(String part, Throwable failure) {
                heard.incrementAndGet();
                throw ListenersTest.<RuntimeException>undeclared(new IOException("from another language"));
            }
        };
        try (Listeners listeners = new Listeners(List.of(foreign))) {
            listeners.trouble("test", new IllegalStateException());
            Awaitility.await().until(() -> heard.get() == 1);
            listeners.trouble("test", new IllegalStateException());
            Awaitility.await().until(() -> heard.get() == 2);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X undeclared(Throwable any) throws X {
        throw (X) any;
    }

    @Test
    void whatASlowOneMissesIsCounted() {
        CountDownLatch slow = new CountDownLatch(1);
        ListenerThread thread = new ListenerThread(
                new TwotickListener() {
                    @Override
                    public void onTrouble(String part, Throwable failure) {
                        heard.incrementAndGet();
                        Awaitility.await().until(() -> slow.getCount() == 0);
                    }
                },
                3);
        thread.call(1, listener -> listener.onTrouble("test", new IllegalStateException()));
        Awaitility.await().until(() -> heard.get() == 1);
        for (int i = 0; i < 5; i++) {
            thread.call(1, listener -> listener.onTrouble("test", new IllegalStateException()));
        }
        assertThat(thread.leftOut()).isEqualTo(2);
        slow.countDown();
        Awaitility.await().until(() -> heard.get() == 4);
        thread.end();
        thread.awaitEnd(TimeUnit.SECONDS.toNanos(5));
    }
}
