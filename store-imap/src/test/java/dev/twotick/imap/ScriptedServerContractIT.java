package dev.twotick.imap;

import dev.twotick.sentstore.SentStore;
import dev.twotick.testkit.KeptMessage;
import dev.twotick.testkit.ScriptedFolder;
import dev.twotick.testkit.ScriptedImapServer;
import dev.twotick.testkit.contract.SentStoreContract;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The contract of a Sent store against a server that marks its Sent folder and does nothing else of note. */
class ScriptedServerContractIT extends SentStoreContract {
    private ScriptedImapServer server;
    private ScriptedFolder folder;

    @Override
    protected SentStore open() {
        server = ScriptedImapServer.start().offers("IMAP4rev1 UIDPLUS SPECIAL-USE LITERAL+");
        folder = server.addFolder("Outgoing", "\\Sent");
        return Stores.clear(server.port(), "");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Override
    protected SentStore openUnreachable() {
        return Stores.unreachable();
    }

    @Override
    protected List<byte[]> contents() {
        return folder.messages().stream().map(KeptMessage::bytes).toList();
    }

    @Override
    protected void putByOthers(byte[] message) {
        folder.keep(message);
    }
}
