package dev.twotick.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.twotick.Twotick;
import dev.twotick.TwotickBuilder;
import dev.twotick.plugin.Settings;
import dev.twotick.testkit.ReceiptMailbox;
import dev.twotick.testkit.Reports;
import dev.twotick.testkit.ScriptedSmtpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo's own servers on loopback and its directory with settings and outbox, all gone when it is closed. */
final class World implements AutoCloseable {
    static final String RECEIPTS = "bounces@corp.example";

    private static final Logger LOG = LoggerFactory.getLogger(World.class);
    private static final String SENDER = "billing@corp.example";

    private final Deque<Runnable> closers = new ArrayDeque<>();
    private final Path directory;
    private final ScriptedSmtpServer relay;
    private final ReceiptMailbox mailboxes;

    World() throws IOException {
        try {
            directory = Files.createTempDirectory("twotick-demo");
            closers.push(this::deleteDirectory);
            relay = ScriptedSmtpServer.start();
            closers.push(relay::close);
            mailboxes = startMailboxes();
            closers.push(mailboxes::close);
            FateTable.ALL.forEach(fate -> fate.script(relay));
            relay.reports(Fate.reports(FateTable.ALL, Reports.to(mailboxes.host(), mailboxes.smtpPort())));
            Files.write(settingsFile(), settings(), UTF_8);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A client that is gone without a word ends a thread of the IMAP server with an exception; that is no news here. */
    private static ReceiptMailbox startMailboxes() throws IOException {
        ThreadGroup unruffled = new ThreadGroup("demo-imap") {
            @Override
            public void uncaughtException(Thread thread, Throwable failure) {
                LOG.debug("a session of the IMAP server ended", failure);
            }
        };
        FutureTask<ReceiptMailbox> start = new FutureTask<>(() -> ReceiptMailbox.start(RECEIPTS, SENDER));
        new Thread(unruffled, start, "demo-imap").start();
        try {
            return start.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IOException("the mailboxes of the demo cannot be started", e);
        }
    }

    ScriptedSmtpServer relay() {
        return relay;
    }

    ReceiptMailbox mailboxes() {
        return mailboxes;
    }

    Path settingsFile() {
        return directory.resolve("twotick.properties");
    }

    TwotickBuilder twotick() {
        return Twotick.builder().classLoader(World.class.getClassLoader()).settings(Settings.load(settingsFile()));
    }

    private List<String> settings() {
        String imap = "imap://127.0.0.1:" + mailboxes.imapPort();
        return List.of(
                "outbox.url=jdbc:sqlite:" + escaped("outbox.db"),
                "token.key-file=" + escaped("twotick.key"),
                "relay.main.url=smtp://127.0.0.1:" + relay.port(),
                "relay.main.starttls=off-i-accept-clear-text",
                "sent-store.url=" + imap + "/Sent",
                "sent-store.user=" + SENDER,
                "sent-store.password=" + mailboxes.password(),
                "sent-store.starttls=off-i-accept-clear-text",
                "receipts.url=" + imap + "/INBOX",
                "receipts.user=" + RECEIPTS,
                "receipts.password=" + mailboxes.password(),
                "receipts.starttls=off-i-accept-clear-text",
                "receipts.address=" + RECEIPTS,
                "receipts.poll=200ms",
                "retry.initial=200ms",
                "dispatch.poll=50ms",
                "lease.ttl=3s",
                // longer than any receipt takes here: a doubt is to be settled by proof, not by policy
                "doubt.window=1m");
    }

    private String escaped(String file) {
        return directory.resolve(file).toString().replace("\\", "\\\\");
    }

    /** Closes what was opened, the last first, and all of it whatever fails. */
    @Override
    public void close() {
        Runnable last = closers.poll();
        if (last == null) {
            return;
        }
        try {
            last.run();
        } finally {
            close();
        }
    }

    private void deleteDirectory() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
