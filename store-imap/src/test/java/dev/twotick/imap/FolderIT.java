package dev.twotick.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.sentstore.Filing;
import dev.twotick.testkit.ImapReaction;
import org.junit.jupiter.api.Test;

/** Which folder the copy goes to, and what is made on the way. */
class FolderIT extends ScriptedServerCase {
    @Test
    void findsNothingAndCreatesNothingWhereThereIsNoFolder() {
        use("/Sent");
        assertThat(store.find(Stores.MESSAGE_ID)).isEmpty();
        assertThat(server.commands()).doesNotContain("CREATE");
    }

    @Test
    void saysWhatToSetWhenThereIsNoSentFolder() {
        assertThat(store.file(copy))
                .isInstanceOfSatisfying(
                        Filing.Failed.class,
                        failed -> assertThat(failed.reason()).contains("sent-store.url"));
        assertThat(server.commands()).doesNotContain("CREATE");
    }

    @Test
    void asksForTheMarkedFolderWhereTheServerMarksFolders() {
        server.offers("IMAP4rev1 UIDPLUS SPECIAL-USE").addFolder("Ausgang", "\\Sent");
        server.addFolder("Sent");
        assertThat(store.file(copy))
                .isInstanceOfSatisfying(
                        Filing.Filed.class, filed -> assertThat(filed.folder()).isEqualTo("Ausgang"));
        assertThat(server.commands("LIST"))
                .singleElement()
                .matches(command -> command.argument(0).equals("(SPECIAL-USE)"));
    }

    @Test
    void listsAllFoldersWhenTheServerDoesNotUnderstandTheQuestion() {
        server.offers("IMAP4rev1 UIDPLUS SPECIAL-USE")
                .on("LIST", ImapReaction.reply("BAD what?"))
                .addFolder("Sent Items");
        assertThat(store.file(copy)).isInstanceOf(Filing.Filed.class);
    }

    @Test
    void asksAnOlderServerWithXlist() {
        server.offers("IMAP4rev1 XLIST").addFolder("Ausgang", "\\Sent");
        assertThat(store.file(copy)).isInstanceOf(Filing.Filed.class);
        assertThat(server.commands()).contains("XLIST").doesNotContain("LIST");
    }

    @Test
    void prefersTheConfiguredFolderAndDoesNotListTheOthers() {
        use("/Copies%202026");
        server.addFolder("Sent", "\\Sent");
        server.addFolder("Copies 2026");
        assertThat(store.file(copy))
                .isInstanceOfSatisfying(
                        Filing.Filed.class, filed -> assertThat(filed.folder()).isEqualTo("Copies 2026"));
        assertThat(server.commands()).doesNotContain("CREATE");
    }

    @Test
    void createsTheConfiguredFolderOnce() {
        use("/Gesendete%20Objekte");
        assertThat(store.file(copy)).isInstanceOf(Filing.Filed.class);
        assertThat(store.file(Stores.copy("<2@example.com>", "x\r\n"))).isInstanceOf(Filing.Filed.class);
        assertThat(server.commands("CREATE")).hasSize(1);
        assertThat(server.commands("SUBSCRIBE")).hasSize(1);
    }

    @Test
    void filesEvenWhenTheNewFolderCannotBeSubscribed() {
        use("/Copies");
        server.on("SUBSCRIBE", ImapReaction.reply("NO not here"));
        assertThat(store.file(copy)).isInstanceOf(Filing.Filed.class);
    }

    @Test
    void saysThatTheFolderCannotBeCreated() {
        use("/Copies");
        server.on("CREATE", ImapReaction.reply("NO [CANNOT] only administrators make folders"));
        assertThat(store.file(copy))
                .isInstanceOfSatisfying(
                        Filing.Failed.class,
                        failed -> assertThat(failed.reason()).contains("CREATE", "only administrators"));
    }

    @Test
    void writesThePathWithTheSeparatorOfTheServer() {
        use("/INBOX/Sent");
        server.separates(".");
        assertThat(store.file(copy))
                .isInstanceOfSatisfying(
                        Filing.Filed.class, filed -> assertThat(filed.folder()).isEqualTo("INBOX.Sent"));
    }

    @Test
    void writesANameBeyondAsciiAsTheServerReadsIt() {
        use("/Envoy%C3%A9s");
        assertThat(store.file(copy))
                .isInstanceOfSatisfying(
                        Filing.Filed.class, filed -> assertThat(filed.folder()).isEqualTo("Envoyés"));
        assertThat(server.folder("Envoy&AOk-s")).isPresent();
    }

    @Test
    void createsTheConfiguredFolderAgainWhenItVanished() {
        use("/Copies");
        store.file(copy);
        server.removeFolder("Copies");
        assertThat(store.file(Stores.copy("<2@example.com>", "x\r\n"))).isInstanceOf(Filing.Filed.class);
        assertThat(server.commands("CREATE")).hasSize(2);
    }

    @Test
    void createsTheConfiguredFolderWhenAppendSaysThatItIsMissing() {
        use("/Copies");
        server.on("APPEND", ImapReaction.reply("NO [TRYCREATE] gone")).addFolder("Copies");
        assertThat(store.file(copy)).isInstanceOf(Filing.Filed.class);
        assertThat(kept("Copies")).hasSize(1);
    }

    @Test
    void looksForTheFolderAgainWhenItWasRenamed() {
        server.addFolder("Sent");
        store.file(copy);
        server.removeFolder("Sent");
        server.addFolder("Sent Items");
        assertThat(store.file(Stores.copy("<2@example.com>", "x\r\n")))
                .isInstanceOfSatisfying(
                        Filing.Filed.class, filed -> assertThat(filed.folder()).isEqualTo("Sent Items"));
    }
}
