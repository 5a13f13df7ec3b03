package dev.twotick.imap;

import dev.twotick.sentstore.SentStore;
import dev.twotick.testkit.contract.SentStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The contract of a Sent store against a server that marks its Sent folder and does nothing else of note. */
class ScriptedServerContractIT extends SentStoreContract {
    private ScriptedImapServer server;
    private ScriptedFolder folder;

    @Override
    protected SentStore open() {
        try {
            server = new ScriptedImapServer().offers("IMAP4rev1 UIDPLUS SPECIAL-USE LITERAL+");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        folder = server.addFolder("Outgoing", "\\Sent");
        return Stores.clear(server.port(), "");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Override
    protected SentStore openUnreachable() {
        return Stores.unreachable();
    }

    @Override
    protected List<byte[]> contents() {
        return folder.messages().stream()
                .map(message -> message.octets().getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    @Override
    protected void putByOthers(byte[] message) {
        folder.keep("()", "", message);
    }
}
