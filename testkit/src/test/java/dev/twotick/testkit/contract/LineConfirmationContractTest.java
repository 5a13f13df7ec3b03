package dev.twotick.testkit.contract;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.EvidenceLevel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The smallest source that keeps the contract: a list of lines. */
class LineConfirmationContractTest extends DeliveryConfirmationContract {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    protected DeliveryConfirmation open() {
        return new LineConfirmation(lines);
    }

    @Override
    protected EvidenceLevel arrive(int number) {
        lines.add("delivered " + number);
        return EvidenceLevel.DELIVERED;
    }

    @Override
    protected void arriveNoise() {
        lines.add("hello");
    }

    private static final class LineConfirmation implements DeliveryConfirmation {
        private final List<String> lines;
        private final CountDownLatch closed = new CountDownLatch(1);

        LineConfirmation(List<String> lines) {
            this.lines = lines;
        }

        @Override
        public String name() {
            return "lines";
        }

        @Override
        public void collect(EvidenceDesk desk) {
            int read = desk.watermark("lines").map(Integer::parseInt).orElse(0);
            for (String line : lines.subList(read, lines.size())) {
                if (line.startsWith("delivered ")) {
                    desk.file(Claim.of(EvidenceLevel.DELIVERED, "line", line).build());
                }
                read++;
                desk.advance("lines", Integer.toString(read));
            }
        }

        @Override
        public void awaitNews(Duration atMost) throws InterruptedException {
            if (closed.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new InterruptedException("closed");
            }
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
