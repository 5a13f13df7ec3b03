package dev.twotick.testkit;

import dev.twotick.testkit.ReceivedLetter.Recipient;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Sends the reports of a scripted server, one after the other and none before it is told to. Thread-safe. */
final class Reporter implements AutoCloseable {
    private static final String HOST = "scripted.example";

    private final ReceiptFactory receipts = new ReceiptFactory(HOST, InstantSource.system());
    private final ScheduledExecutorService thread;
    private final List<byte[]> sent = new ArrayList<>();
    private Reports policy = Reports.to("127.0.0.1", 0);
    private Optional<IOException> failure = Optional.empty();

    /** One mail to send. */
    private record Outgoing(String to, Supplier<byte[]> mail) {}

    Reporter() {
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread worker = new Thread(task, "scripted-smtp-reports");
            worker.setDaemon(true);
            return worker;
        });
    }

    /** Begins anew. */
    synchronized void follow(Reports other) {
        policy = other;
        sent.clear();
        failure = Optional.empty();
    }

    /** Plans what is to be said about a letter. */
    synchronized void taken(ReceivedLetter letter) {
        Reports current = policy;
        for (Recipient recipient : letter.recipients()) {
            Duration due = current.delay();
            for (Outgoing report : reportsOf(current, letter, recipient)) {
                var unused = thread.schedule(() -> send(current, report), due.toMillis(), TimeUnit.MILLISECONDS);
                due = due.plus(current.delay());
            }
        }
    }

    private List<Outgoing> reportsOf(Reports current, ReceivedLetter letter, Recipient recipient) {
        List<Outgoing> reports = new ArrayList<>();
        for (Action action : current.actionsOf(recipient.address())) {
            if (asksFor(action, recipient) && !letter.reversePath().isEmpty()) {
                reports.add(new Outgoing(letter.reversePath(), () -> deliveryReport(letter, recipient, action)));
            }
        }
        Optional<String> displayTo =
                letter.header("Disposition-Notification-To").map(Reporter::bare);
        Optional<Disposition> disposition = current.dispositionOf(recipient.address());
        if (displayTo.isPresent() && disposition.isPresent()) {
            reports.add(new Outgoing(
                    displayTo.get(),
                    () -> receipts.dispositionNotification(
                            displayTo.get(), recipient.address(), disposition.get(), letter.bytes())));
        }
        return reports;
    }

    private static boolean asksFor(Action action, Recipient recipient) {
        String notify = recipient.parameters().getOrDefault("NOTIFY", "FAILURE,DELAY");
        return List.of(notify.toUpperCase(Locale.ROOT).split(",", -1)).contains(action.notifyKeyword());
    }

    private byte[] deliveryReport(ReceivedLetter letter, Recipient recipient, Action action) {
        DeliveryReport.Group group = DeliveryReport.Group.of(recipient.address(), action);
        String orcpt = recipient.parameters().getOrDefault("ORCPT", "");
        if (!orcpt.isEmpty()) {
            group = group.original(Xtext.decode(orcpt));
        }
        DeliveryReport report =
                receipts.deliveryReport().to(letter.reversePath()).about(group);
        String envelopeId = letter.mailParameters().getOrDefault("ENVID", "");
        if (!envelopeId.isEmpty()) {
            report = report.envelopeId(Xtext.decode(envelopeId));
        }
        if (recipient.address().chars().anyMatch(c -> c > 0x7F)) {
            report = report.international();
        }
        boolean full = letter.mailParameters().getOrDefault("RET", "HDRS").equalsIgnoreCase("FULL");
        // RFC 3461 section 4.3: RET is about failures, other reports return headers only
        return full && action == Action.FAILED
                ? report.returningLetter(letter.bytes()).bytes()
                : report.returningHeaders(letter.bytes()).bytes();
    }

    private static String bare(String mailbox) {
        int open = mailbox.lastIndexOf('<');
        int close = mailbox.lastIndexOf('>');
        return open >= 0 && close > open ? mailbox.substring(open + 1, close) : mailbox;
    }

    private void send(Reports current, Outgoing report) {
        byte[] mail = report.mail().get();
        try {
            ReceiptSender.send(current.host(), current.port(), report.to(), mail);
            done(current, mail);
        } catch (IOException e) {
            failed(e);
        }
    }

    private synchronized void done(Reports current, byte[] mail) {
        // one that was planned before the last word is nobody's business any more
        if (current.equals(policy)) {
            sent.add(mail);
            notifyAll();
        }
    }

    private synchronized void failed(IOException e) {
        failure = Optional.of(e);
    }

    synchronized List<byte[]> awaitSent(int count, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (sent.size() < count) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(
                        count + " reports were awaited and " + sent.size() + " were sent within " + atMost,
                        failure.orElse(null));
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return List.copyOf(sent);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
