package dev.twotick.imap;

import dev.twotick.letter.WireBytes;
import dev.twotick.plugin.Plugins;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.sentstore.SentCopy;
import dev.twotick.sentstore.SentStore;
import dev.twotick.testkit.ScriptedImapServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Copies and stores for tests. */
final class Stores {
    static final Instant DATE = Instant.parse("2026-03-04T05:06:07Z");
    static final String MESSAGE_ID = "<4711@billing.example.com>";

    private Stores() {}

    /** A store for a clear-text server, that finds its folder by the path. */
    static SentStore clear(int port, String path) {
        return create(settings("imap://127.0.0.1:" + port + path).with("starttls", "off-i-accept-clear-text"));
    }

    /** A store whose server is not there. */
    static SentStore unreachable() {
        try (ServerSocket listener = new ServerSocket(0)) {
            return clear(listener.getLocalPort(), "/Sent");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Settings with all that is needed. */
    static Settings settings(String url) {
        return Settings.EMPTY
                .with("url", url)
                .with("user", ScriptedImapServer.USER)
                .with("password", ScriptedImapServer.PASSWORD)
                .with("timeout", "10s");
    }

    /** Finds the provider as an application does, and lets it make the store. */
    static SentStore create(Settings settings) {
        Section section = Section.of(settings);
        SentStore store = new Plugins(Stores.class.getClassLoader())
                .sentStore(section)
                .orElseThrow(() -> new AssertionError(section.faults()));
        section.check();
        return store;
    }

    /** A small copy with a Bcc field. */
    static SentCopy copy() {
        return copy(MESSAGE_ID, "Hello.\r\n.\r\nÜ\r\n");
    }

    static SentCopy copy(String messageId, String body) {
        String wire = "From: billing@example.com\r\nTo: ann@customer.example\r\nMessage-ID: " + messageId
                + "\r\nSubject: Invoice\r\n\r\n" + body;
        return new SentCopy(
                messageId,
                DATE,
                WireBytes.of(wire.getBytes(StandardCharsets.UTF_8)),
                "Bcc: audit@example.com,\r\n\tboss@example.com\r\n");
    }
}
