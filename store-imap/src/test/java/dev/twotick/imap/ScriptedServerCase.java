package dev.twotick.imap;

import dev.twotick.sentstore.SentCopy;
import dev.twotick.sentstore.SentStore;
import dev.twotick.testkit.KeptMessage;
import dev.twotick.testkit.ScriptedImapServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A scripted server in clear text, a store for it that looks for its folder itself, and a copy. */
abstract class ScriptedServerCase {
    final SentCopy copy = Stores.copy();
    ScriptedImapServer server;
    SentStore store;

    @BeforeEach
    final void start() {
        server = ScriptedImapServer.start();
        store = Stores.clear(server.port(), "");
    }

    @AfterEach
    final void stop() {
        store.close();
        server.close();
    }

    /** What lies in a folder. */
    final List<KeptMessage> kept(String folder) {
        return server.folder(folder).orElseThrow().messages();
    }

    /** Names the folder in the URL instead. */
    final void use(String path) {
        store.close();
        store = Stores.clear(server.port(), path);
    }
}
