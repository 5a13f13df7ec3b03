package dev.twotick.benchmarks.receipts;

import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.benchmarks.process.ChildJvm;
import dev.twotick.benchmarks.table.Figures;
import dev.twotick.benchmarks.table.Options;
import dev.twotick.benchmarks.table.Samples;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.outbox.Delivery;
import dev.twotick.testkit.Action;
import dev.twotick.testkit.ReceiptFactory;
import dev.twotick.testkit.RecordingTransport;
import dev.twotick.transport.Submission;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The JVM that waits for confirmations. */
public final class ConfirmationJvm {
    private static final int PATIENCE_SECONDS = 60;

    private final Twotick post;
    private final RecordingTransport relay = new RecordingTransport();
    private final Folder inbox;
    private final Session session;
    private final Tap tap;
    private final int port;

    private ConfirmationJvm(Options options) throws IOException, MessagingException {
        port = options.number("port", 0);
        String directory = options.text("dir", "");
        tap = new Tap(port);
        relay.offerReports(true);
        post = Twotick.builder()
                .relay("main", relay)
                .set("receipts.url", "imap://127.0.0.1:" + tap.port())
                .set("receipts.user", PrivateDovecot.USER)
                .set("receipts.password", PrivateDovecot.PASSWORD)
                .set("receipts.starttls", "off-i-accept-clear-text")
                .set("receipts.address", PrivateDovecot.USER)
                .set("token.key-file", directory + "/twotick.key")
                .outbox("jdbc:sqlite:" + directory + "/twotick.db")
                .build();
        session = Session.getInstance(new Properties());
        Store store = session.getStore("imap");
        store.connect("127.0.0.1", port, PrivateDovecot.USER, PrivateDovecot.PASSWORD);
        inbox = store.getFolder("INBOX");
    }

    /**
     * Answers {@code COUNT} with the times of that many reports, in milliseconds from just before the APPEND; with {@code COUNT
     * flooded} while forged ones keep coming.
     *
     * @param arguments {@code port} of Dovecot, {@code dir} for the outbox
     * @throws Exception when it cannot connect
     */
    public static void main(String[] arguments) throws Exception {
        ConfirmationJvm jvm = new ConfirmationJvm(Options.of(arguments));
        ChildJvm.serve(jvm::answer);
    }

    private Figures answer(String question) throws Exception {
        String[] words = question.split(" ", -1);
        int letters = Integer.parseInt(words[0]);
        if (words.length == 1) {
            return confirm(letters);
        }
        try (Flood flood = new Flood(port)) {
            return confirm(letters).and("forgeries", (double) flood.forgeries());
        }
    }

    private Figures confirm(int letters) throws Exception {
        double[] appended = new double[letters];
        double[] told = new double[letters];
        double[] confirmed = new double[letters];
        double[] own = new double[letters];
        for (int i = 0; i < letters; i++) {
            Tracking tracking = post.send(letter(i), Assurance.delivered());
            tracking.submitted().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Message report = report();
            CompletableFuture<Long> end = tracking.confirmed().thenApply(ConfirmationJvm::confirmedAt);
            tap.listen();
            long begin = System.nanoTime();
            inbox.appendMessages(new Message[] {report});
            appended[i] = millis(System.nanoTime() - begin);
            long confirmedAt = end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            told[i] = millis(tap.toldAt() - begin);
            confirmed[i] = millis(confirmedAt - begin);
            own[i] = millis(confirmedAt - tap.toldAt());
        }
        Figures figures = Figures.of("count", letters);
        figures = add(figures, "appended", appended);
        figures = add(figures, "told", told);
        figures = add(figures, "own", own);
        return add(figures, "confirmed", confirmed);
    }

    private static Figures add(Figures figures, String name, double... values) {
        Samples samples = Samples.of(Arrays.stream(values));
        return figures.and(name + "P50", samples.median()).and(name + "P99", samples.at(0.99));
    }

    private static Letter letter(int number) {
        return Letter.from("billing@corp.test")
                .to("ann@dest.test")
                .subject("Invoice " + number)
                .text("Dear Ann, please look at it.")
                .build();
    }

    private static long confirmedAt(Delivery delivery) {
        if (!delivery.confirmed()) {
            throw new IllegalStateException("not confirmed: " + delivery.events());
        }
        return System.nanoTime();
    }

    /** What the recipient's host says about the letter that was submitted last. */
    private Message report() throws IOException, MessagingException {
        List<Submission> submissions = relay.crossed();
        Submission last = submissions.get(submissions.size() - 1);
        byte[] bytes = new ReceiptFactory("mx.dest.test", InstantSource.system())
                .deliveryReport()
                .to(last.reversePath().orElseThrow().value())
                .envelopeId(last.dsn().orElseThrow().envelopeId())
                .about(last.recipients().get(0).address().value(), Action.DELIVERED)
                .returningHeaders(last.content().open().readAllBytes())
                .bytes();
        return new MimeMessage(session, new ByteArrayInputStream(bytes));
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
