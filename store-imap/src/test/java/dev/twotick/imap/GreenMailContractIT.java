package dev.twotick.imap;

import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.twotick.sentstore.SentStore;
import dev.twotick.testkit.ScriptedImapServer;
import dev.twotick.testkit.contract.SentStoreContract;
import jakarta.mail.Flags;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;

/** The contract of a Sent store against a server that we did not write. */
class GreenMailContractIT extends SentStoreContract {
    private final GreenMail server = new GreenMail(ServerSetup.IMAP.dynamicPort());
    private MailFolder folder;

    @Override
    protected SentStore open() {
        server.start();
        GreenMailUser user =
                server.setUser(ScriptedImapServer.USER, ScriptedImapServer.USER, ScriptedImapServer.PASSWORD);
        try {
            folder = server.getManagers().getImapHostManager().createMailbox(user, "Sent");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return Stores.clear(server.getImap().getPort(), "");
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Override
    protected SentStore openUnreachable() {
        return Stores.unreachable();
    }

    @Override
    protected List<byte[]> contents() throws Exception {
        List<byte[]> contents = new ArrayList<>();
        for (StoredMessage message : folder.getMessages()) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            message.getMimeMessage().writeTo(octets);
            contents.add(octets.toByteArray());
        }
        return contents;
    }

    @Override
    protected void putByOthers(byte[] message) throws Exception {
        Session session = Session.getInstance(new Properties());
        folder.appendMessage(
                new MimeMessage(session, new ByteArrayInputStream(message)), new Flags(), Date.from(Stores.DATE));
    }
}
