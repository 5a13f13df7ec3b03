package dev.twotick.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.testkit.RecordingEvidenceDesk;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link DeliveryConfirmation} has to do. Extend it, say how a source is made and how reports come to the place
 * that it reads, and run it; each test begins with an empty place.
 */
public abstract class DeliveryConfirmationContract {
    private static final Duration ONE_HOUR = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final RecordingEvidenceDesk desk = new RecordingEvidenceDesk();
    private DeliveryConfirmation source;

    /** For subclasses. */
    protected DeliveryConfirmationContract() {}

    /**
     * Opens a source. Within one test all of them read the same place, which is empty at first.
     *
     * @return the source; the contract closes it, perhaps more than once
     */
    protected abstract DeliveryConfirmation open();

    /**
     * Makes a report about one recipient arrive at the place. Reports with different numbers are different reports.
     *
     * @param number the report's number, 1 to 9
     * @return what the report says
     * @throws Exception when it cannot arrive
     */
    protected abstract EvidenceLevel arrive(int number) throws Exception;

    /**
     * Makes something arrive that is no report.
     *
     * @throws Exception when it cannot arrive
     */
    protected abstract void arriveNoise() throws Exception;

    @BeforeEach
    void openSource() {
        source = open();
    }

    @AfterEach
    void closeSource() {
        source.close();
    }

    @Test
    void hasTheSameNameAfterARestart() {
        assertThat(source.name()).isNotBlank();
        try (DeliveryConfirmation other = open()) {
            assertThat(other.name()).isEqualTo(source.name());
        }
    }

    @Test
    void anEmptyPlaceClaimsNothing() throws Exception {
        source.collect(desk);

        assertThat(desk.claims()).isEmpty();
    }

    @Test
    void claimsReachTheDesk() throws Exception {
        EvidenceLevel first = arrive(1);
        EvidenceLevel second = arrive(2);

        source.collect(desk);

        assertThat(desk.claims()).extracting(Claim::level).containsExactlyInAnyOrder(first, second);
        assertThat(desk.claims()).extracting(Claim::source).doesNotContain("");
    }

    @Test
    void theWatermarkMovesAfterTheClaimsWereFiled() throws Exception {
        arrive(1);
        arrive(2);

        source.collect(desk);

        List<String> steps = desk.steps();
        assertThat(steps.get(steps.size() - 1)).startsWith("advance ");
        assertThat(steps.get(0)).startsWith("file ");
    }

    @Test
    void collectingAgainFindsNothingNew() throws Exception {
        arrive(1);
        source.collect(desk);
        List<Claim> before = desk.claims();

        source.collect(desk);

        assertThat(desk.claims()).isEqualTo(before);
    }

    @Test
    void goesOnAfterARestartWhereItWas() throws Exception {
        arrive(1);
        source.collect(desk);
        source.close();
        arrive(2);

        try (DeliveryConfirmation restarted = open()) {
            restarted.collect(desk);
        }

        assertThat(desk.claims()).hasSize(2);
        assertThat(filedOf(desk)).as("the first one is not read again").hasSize(2);
    }

    private static List<String> filedOf(RecordingEvidenceDesk desk) {
        return desk.steps().stream().filter(step -> step.startsWith("file ")).toList();
    }

    @Test
    void theSameReportHasTheSameIdForWhoeverReadsIt() throws Exception {
        arrive(1);
        arrive(2);
        RecordingEvidenceDesk forgetful = new RecordingEvidenceDesk();

        source.collect(desk);
        try (DeliveryConfirmation other = open()) {
            other.collect(forgetful);
        }

        assertThat(forgetful.claims()).extracting(Claim::id).containsExactlyElementsOf(ids(desk.claims()));
        assertThat(desk.claims()).extracting(Claim::id).doesNotHaveDuplicates();
    }

    private static List<String> ids(List<Claim> claims) {
        return claims.stream().map(Claim::id).toList();
    }

    @Test
    void aDeskThatCannotWriteLosesNothing() throws Exception {
        arrive(1);
        source.collect(desk);
        Map<String, String> before = desk.watermarks();
        arrive(2);
        desk.fail();

        Throwable failure = catchThrowable(() -> source.collect(desk));

        assertThat(failure).as("passed on, so that the engine tries again").isNotNull();
        assertThat(desk.watermarks()).isEqualTo(before);
        desk.recover();
        source.collect(desk);
        assertThat(desk.claims()).hasSize(2);
    }

    @Test
    void noiseIsPassedBy() throws Exception {
        arriveNoise();
        arrive(1);
        arriveNoise();

        source.collect(desk);

        assertThat(desk.claims()).hasSize(1);
    }

    @Test
    void waitsNoLongerThanAsked() throws Exception {
        source.collect(desk);
        long start = System.nanoTime();

        source.awaitNews(Duration.ofMillis(200));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }

    @Test
    void closingEndsTheWaiting() {
        Thread waiter = waiting();

        source.close();

        await().atMost(SOON).until(() -> !waiter.isAlive());
    }

    @Test
    void anInterruptEndsTheWaiting() {
        Thread waiter = waiting();

        waiter.interrupt();

        await().atMost(SOON).until(() -> !waiter.isAlive());
    }

    /** The engine's thread, waiting for news. */
    private Thread waiting() {
        Thread waiter = new Thread(
                () -> {
                    try {
                        source.collect(desk);
                        source.awaitNews(ONE_HOUR);
                    } catch (IOException | InterruptedException e) {
                        // either is a way to end
                    }
                },
                "waiter");
        waiter.setDaemon(true);
        waiter.start();
        await().atMost(SOON).until(() -> waits(waiter));
        return waiter;
    }

    /** In a sleep, or in a read of the network, which looks like running. */
    private static boolean waits(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().equals("awaitNews")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void isClosedAsOftenAsOneLikes() throws Exception {
        source.collect(desk);
        source.close();
        source.close();
    }
}
