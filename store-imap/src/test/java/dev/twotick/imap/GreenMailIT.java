package dev.twotick.imap;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.imap.ImapHostManager;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.twotick.sentstore.Filing;
import dev.twotick.sentstore.SentCopy;
import dev.twotick.sentstore.SentStore;
import dev.twotick.testkit.ScriptedImapServer;
import jakarta.mail.Flags;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that we did not write. */
class GreenMailIT {
    private final SentCopy copy = Stores.copy();
    private GreenMail server;
    private GreenMailUser user;

    @BeforeEach
    void start() {
        server = new GreenMail(ServerSetup.IMAP.dynamicPort());
        server.start();
        user = server.setUser(ScriptedImapServer.USER, ScriptedImapServer.USER, ScriptedImapServer.PASSWORD);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private SentStore store(String path) {
        return Stores.clear(server.getImap().getPort(), path);
    }

    private ImapHostManager folders() {
        return server.getManagers().getImapHostManager();
    }

    private StoredMessage only(String folder) {
        return folders().getFolder(user, folder).getMessages().get(0);
    }

    @Test
    void createsTheConfiguredFolderFilesOnceAndFindsTheCopy() throws Exception {
        try (SentStore store = store("/Sent%20Items")) {
            assertThat(store.file(copy)).isInstanceOfSatisfying(Filing.Filed.class, filed -> {
                assertThat(filed.folder()).isEqualTo("Sent Items");
                assertThat(filed.uid()).isPresent();
                assertThat(filed.uidValidity()).isPresent();
            });
            assertThat(store.file(copy)).isInstanceOf(Filing.Found.class);
            assertThat(store.find(copy.messageId())).isPresent();
        }
        assertThat(folders().getFolder(user, "Sent Items").getMessageCount()).isEqualTo(1);
    }

    @Test
    void keepsOctetsFlagAndDate() throws Exception {
        try (SentStore store = store("/Copies");
                InputStream expected = copy.open()) {
            store.file(copy);
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            only("Copies").getMimeMessage().writeTo(octets);
            assertThat(octets.toByteArray()).isEqualTo(expected.readAllBytes());
            assertThat(only("Copies").isSet(Flags.Flag.SEEN)).isTrue();
            assertThat(only("Copies").getReceivedDate()).isEqualTo(Stores.DATE);
        }
    }

    @Test
    void takesTheFolderWithAWellKnownName() throws Exception {
        folders().createMailbox(user, "Gesendete Objekte");
        try (SentStore store = store("")) {
            assertThat(store.file(copy))
                    .isInstanceOfSatisfying(
                            Filing.Filed.class,
                            filed -> assertThat(filed.folder()).isEqualTo("Gesendete Objekte"));
        }
    }

    @Test
    void createsAFolderBelowInbox() {
        try (SentStore store = store("/INBOX/Sent")) {
            assertThat(store.file(copy))
                    .isInstanceOfSatisfying(
                            Filing.Filed.class,
                            filed -> assertThat(filed.folder()).isEqualTo("INBOX.Sent"));
            assertThat(store.file(copy)).isInstanceOf(Filing.Found.class);
        }
    }

    @Test
    void filesAgainWhenTheServerWasRestarted() {
        try (SentStore store = store("/Copies")) {
            store.file(copy);
            int port = server.getImap().getPort();
            server.stop();
            assertThat(store.file(copy)).isInstanceOf(Filing.Postponed.class);
            server = new GreenMail(new ServerSetup(port, null, ServerSetup.PROTOCOL_IMAP));
            server.start();
            user = server.setUser(ScriptedImapServer.USER, ScriptedImapServer.USER, ScriptedImapServer.PASSWORD);
            assertThat(store.file(copy)).isInstanceOf(Filing.Filed.class);
        }
    }
}
