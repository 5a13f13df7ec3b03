package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.receipts.Reports;
import dev.twotick.receipts.internal.Digest;
import dev.twotick.testkit.ImapReaction;
import dev.twotick.testkit.KeptMessage;
import dev.twotick.testkit.ScriptedFolder;
import dev.twotick.testkit.ScriptedImapServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the mails in the mailbox, and of their copies. */
@Timeout(60)
class ProcessedReceiptsIT {
    @TempDir
    Path dir;

    private final ScriptedImapServer server = ScriptedImapServer.start();
    private final ScriptedFolder folder = server.addFolder("Bounces");
    private final ScriptedFolder done = server.addFolder("Bounces/Done");
    private final NotingDesk desk = new NotingDesk();

    @BeforeEach
    void deliver() {
        folder.keep(bounce("ann"));
        folder.keep("Subject: lunch?\r\n\r\nAt noon.\r\n".getBytes(StandardCharsets.US_ASCII));
        folder.keep(bounce("bob"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static byte[] bounce(String who) {
        return Reports.deliveryReport("bounces@sender.example", who + "@receiver.example", "failed", "5.1.1");
    }

    private void collect(String... settings) throws IOException, InterruptedException {
        try (DeliveryConfirmation mailbox = Mailboxes.open(server, "/Bounces", settings)) {
            mailbox.collect(desk);
        }
    }

    private static List<Long> uids(ScriptedFolder of) {
        return of.messages().stream().map(KeptMessage::uid).toList();
    }

    private static List<String> flags(ScriptedFolder of) {
        return of.messages().stream().map(KeptMessage::flags).toList();
    }

    @Test
    void theyAreLeftAsTheyAreUnlessSomethingElseIsSaid() throws Exception {
        collect();
        assertThat(flags(folder)).containsOnly("()").hasSize(3);
        assertThat(server.commands()).contains("EXAMINE").doesNotContain("SELECT");
    }

    @Test
    void receiptsAreMarkedAsSeenAndOtherMailsAreNot() throws Exception {
        collect("processed", "flag");
        assertThat(flags(folder)).containsExactly("(\\Seen)", "()", "(\\Seen)");
        assertThat(desk.claims).hasSize(2);
    }

    @Test
    void receiptsAreMovedAndOtherMailsAreNot() throws Exception {
        server.offers("IMAP4rev1 IDLE MOVE UIDPLUS AUTH=PLAIN");
        collect("processed", "move:Bounces/Done");
        assertThat(uids(folder)).containsExactly(2L);
        assertThat(done.messages()).hasSize(2);
        assertThat(server.commands()).contains("UID MOVE").doesNotContain("UID COPY");
    }

    @Test
    void withoutMoveTheyAreCopiedAndOnlyTheyAreExpunged() throws Exception {
        server.offers("IMAP4rev1 IDLE UIDPLUS AUTH=PLAIN");
        folder.flag(2, "\\Deleted");
        collect("processed", "move:Bounces/Done");
        assertThat(uids(folder)).as("what another client marked stays").containsExactly(2L);
        assertThat(done.messages()).hasSize(2);
    }

    @Test
    void withoutUidplusTheyAreCopiedAndMarkedAsDeleted() throws Exception {
        server.offers("IMAP4rev1 IDLE AUTH=PLAIN");
        collect("processed", "move:Bounces/Done");
        assertThat(flags(folder)).containsExactly("(\\Deleted)", "()", "(\\Deleted)");
        assertThat(done.messages()).hasSize(2);
        assertThat(server.commands()).doesNotContain("UID EXPUNGE", "EXPUNGE");
    }

    @Test
    void aFolderThatIsMissingKeepsNothingFromBeingRead() throws Exception {
        server.offers("IMAP4rev1 MOVE AUTH=PLAIN");
        collect("processed", "move:Nowhere");
        assertThat(desk.claims).hasSize(2);
        assertThat(uids(folder)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void theyAreMovedOnlyAfterTheirClaimsWereFiledAndAgainAfterALostConnection() throws Exception {
        server.offers("IMAP4rev1 MOVE AUTH=PLAIN");
        server.on("UID MOVE", ImapReaction.cut());
        assertThatThrownBy(() -> collect("processed", "move:Bounces/Done")).isInstanceOf(IOException.class);
        assertThat(desk.claims).hasSize(2);
        assertThat(uids(folder)).hasSize(3);
        collect("processed", "move:Bounces/Done");
        assertThat(uids(folder)).containsExactly(2L);
        desk.broken = true;
        folder.keep(bounce("carol"));
        assertThatThrownBy(() -> collect("processed", "move:Bounces/Done")).isInstanceOf(IllegalStateException.class);
        assertThat(uids(folder)).containsExactly(2L, 4L);
    }

    @Test
    void i08_aFolderMadeAnewBetweenReadingAndMovingLosesNoMailThatNowHasTheNumber() throws Exception {
        server.offers("IMAP4rev1 MOVE AUTH=PLAIN");
        server.on("UID MOVE", (dialogue, command) -> {
            folder.renumber();
            dialogue.cut();
        });
        assertThatThrownBy(() -> collect("processed", "move:Bounces/Done")).isInstanceOf(IOException.class);
        byte[] lunch = "Subject: lunch?\r\n\r\nAt noon.\r\n".getBytes(StandardCharsets.US_ASCII);
        for (long uid : uids(folder)) {
            folder.expunge(uid);
        }
        long stranger = folder.keep(lunch).uid();
        collect("processed", "move:Bounces/Done");
        assertThat(uids(folder)).containsExactly(stranger);
        assertThat(done.messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"move:Bounces/Done", "flag"})
    void i08_aServerThatTellsOfAnotherNumberingAmongItsAnswersIsSentNoOldNumber(String processed) throws Exception {
        server.offers("IMAP4rev1 MOVE AUTH=PLAIN");
        server.on(
                "UID FETCH",
                ImapReaction.normal(),
                ImapReaction.normal(),
                ImapReaction.normal(),
                ImapReaction.after("* OK [UIDVALIDITY 4711] the folder was made anew"));
        assertThatThrownBy(() -> collect("processed", processed)).hasMessageContaining("renumbered");
        assertThat(server.commands()).doesNotContain("UID MOVE", "UID STORE");
        assertThat(flags(folder)).containsOnly("()").hasSize(3);
        collect("processed", processed);
        assertThat(desk.finalRecipients()).contains("ann@receiver.example", "bob@receiver.example");
        assertThat(server.commands()).containsAnyOf("UID MOVE", "UID STORE");
    }

    @Test
    void receiptsAreKeptAsTheyCameUnderTheirDigest() throws Exception {
        Path raw = dir.resolve("raw");
        collect("keep-raw", raw.toString());
        try (Stream<Path> files = Files.list(raw)) {
            assertThat(files).hasSize(2);
        }
        String digest = Digest.sha256(bounce("ann"));
        assertThat(raw.resolve(digest + ".eml")).hasBinaryContent(bounce("ann"));
        assertThat(desk.claims.get(0).location().orElseThrow()).endsWith(";sha256=" + digest);
        collect("keep-raw", raw.toString(), "timeout", "6s");
        try (Stream<Path> files = Files.list(raw)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void whatCannotBeKeptIsNotPassedOver() throws Exception {
        Path blocked = Files.createFile(dir.resolve("file"));
        assertThatThrownBy(() -> collect("keep-raw", blocked.toString())).isInstanceOf(IOException.class);
        assertThat(desk.claims).isEmpty();
    }
}
