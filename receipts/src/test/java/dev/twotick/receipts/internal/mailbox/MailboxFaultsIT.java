package dev.twotick.receipts.internal.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.receipts.Reports;
import dev.twotick.testkit.ImapCommand;
import dev.twotick.testkit.ImapReaction;
import dev.twotick.testkit.KeptMessage;
import dev.twotick.testkit.ScriptedFolder;
import dev.twotick.testkit.ScriptedImapServer;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What mail servers, networks and other clients do to a receipt mailbox. I07 to I18 are the numbers of the faults; I13, a copy
 * that the provider files by itself, concerns the Sent folder only and has its tests there.
 */
@Timeout(60)
class MailboxFaultsIT {
    private static final DateTimeFormatter INTERNAL_DATE = DateTimeFormatter.ofPattern(
                    "dd-MMM-yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final ScriptedImapServer server = ScriptedImapServer.start();
    private final ScriptedFolder folder = server.addFolder("Bounces");
    private final NotingDesk desk = new NotingDesk();
    private final DeliveryConfirmation mailbox = Mailboxes.open(server, "/Bounces");

    @AfterEach
    void close() {
        mailbox.close();
        server.close();
    }

    private static byte[] bounce(String who) {
        return Reports.deliveryReport("bounces@sender.example", who + "@receiver.example", "failed", "5.1.1");
    }

    private List<String> read() {
        return desk.finalRecipients().stream()
                .map(address -> address.substring(0, address.indexOf('@')))
                .toList();
    }

    @Test
    void i07_byeInIdleEndsTheWaitAndTheNextRoundReadsOn() throws Exception {
        folder.keep(bounce("ann"));
        mailbox.collect(desk);
        server.on("IDLE", ImapReaction.last("* BYE going down"));
        assertThat(catchThrowable(() -> mailbox.awaitNews(Duration.ofSeconds(30))))
                .isInstanceOf(IOException.class);
        folder.keep(bounce("bob"));
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann", "bob");
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void i07_byeWhileMailsAreFetchedLosesNone() throws Exception {
        folder.keep(bounce("ann"));
        folder.keep(bounce("bob"));
        server.on("UID FETCH", ImapReaction.normal(), ImapReaction.normal(), ImapReaction.last("* BYE shutting down"));
        assertThatThrownBy(() -> mailbox.collect(desk)).isInstanceOf(IOException.class);
        mailbox.collect(desk);
        assertThat(read()).contains("ann", "bob");
    }

    @Test
    void i08_afterAChangeOfUidvalidityNoOldNumberIsUsed() throws Exception {
        folder.keep(40, bounce("ann"));
        mailbox.collect(desk);
        folder.expunge(40);
        folder.keep(bounce("bob"));
        folder.renumber();
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann", "bob");
        assertThat(desk.places.values()).anyMatch(place -> place.contains("uidvalidity=" + folder.uidValidity()));
    }

    @Test
    void i08_aServerThatRepeatsItsNumberingIsReadOn() throws Exception {
        folder.keep(bounce("ann"));
        server.always("UID FETCH", ImapReaction.after("* OK [UIDVALIDITY " + folder.uidValidity() + "] as ever"));
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann");
    }

    @Test
    void i08_aServerThatTellsOfAnotherNumberingEachTimeBlamesNoMail() throws Exception {
        folder.keep(bounce("ann"));
        for (int i = 0; i < 10; i++) {
            server.on("UID FETCH", ImapReaction.normal(), ImapReaction.after("* OK [uidvalidity 4711] made anew"));
            assertThatThrownBy(() -> mailbox.collect(desk)).hasMessageContaining("renumbered");
            desk.clock.advance(Duration.ofSeconds(61));
        }
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann");
    }

    @Test
    void i09_aLineThatDiesSilentlyInIdleIsNoticedAtTheNextPoll() throws Exception {
        DeliveryConfirmation hasty = Mailboxes.open(server, "/Bounces", "timeout", "500ms");
        hasty.collect(desk);
        server.on("IDLE", (dialogue, command) -> {
            dialogue.say("+ idling");
            dialogue.drain();
        });
        folder.keep(bounce("ann"));
        assertThat(catchThrowable(() -> hasty.awaitNews(Duration.ofMillis(200))))
                .isInstanceOf(IOException.class);
        hasty.collect(desk);
        assertThat(read()).containsExactly("ann");
        hasty.close();
    }

    @Test
    void i09_aServerThatForgetsToTellOfNewMailIsReadAtTheNextPoll() throws Exception {
        mailbox.collect(desk);
        server.on("IDLE", (dialogue, command) -> {
            dialogue.say("+ idling");
            folder.keep(bounce("ann"));
            dialogue.line();
            dialogue.say(command.tag() + " OK done");
        });
        mailbox.awaitNews(Duration.ofMillis(200));
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann");
        assertThat(server.connections()).as("the line was well").isEqualTo(1);
    }

    @Test
    void i10_aMailThatIsExpungedBetweenListAndFetchIsPassedOver() throws Exception {
        folder.keep(bounce("gone"));
        folder.keep(bounce("ann"));
        server.on("UID FETCH", ImapReaction.normal(), (dialogue, command) -> {
            folder.expunge(1);
            dialogue.perform(command);
        });
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann");
    }

    /** Sends the beginning of a mail and cuts the line. */
    private static ImapReaction tears(long uid) {
        return (dialogue, command) -> {
            if (command.line().contains("BODY") && command.argument(0).equals("" + uid)) {
                dialogue.sayRaw("* " + uid + " FETCH (UID " + uid + " BODY[]<0> {500}\r\nReturn-Path: <>\r\n");
                dialogue.cut();
            } else {
                dialogue.perform(command);
            }
        };
    }

    @Test
    void i11_aTruncatedLiteralIsFetchedAgain() throws Exception {
        folder.keep(bounce("torn"));
        folder.keep(bounce("ann"));
        server.on("UID FETCH", ImapReaction.normal(), tears(1));
        assertThatThrownBy(() -> mailbox.collect(desk)).isInstanceOf(IOException.class);
        mailbox.collect(desk);
        assertThat(read()).containsExactly("torn", "ann");
    }

    @Test
    void i11_aMailThatTearsTheLineEachTimeIsPutAside() throws Exception {
        folder.keep(bounce("torn"));
        folder.keep(bounce("ann"));
        server.always("UID FETCH", tears(1));
        int rounds = roundsUntilRead("ann", mailbox);
        assertThat(read()).containsExactly("ann");
        assertThat(rounds).as("not after a few lost lines").isGreaterThan(5);
    }

    private int roundsUntilRead(String who, DeliveryConfirmation reader) throws InterruptedException {
        int rounds = 0;
        while (!read().contains(who) && rounds < 20) {
            rounds++;
            try {
                reader.collect(desk);
            } catch (IOException e) {
                desk.clock.advance(Duration.ofSeconds(61));
            }
        }
        return rounds;
    }

    /** What is done with the mails before it needs the line that it tears. */
    @Test
    void i11_aMailThatTearsTheLineEachTimeIsPutAsideAlsoBehindOnesThatAreMarked() throws Exception {
        folder.keep(bounce("ann"));
        folder.keep(bounce("torn"));
        folder.keep(bounce("bob"));
        server.always("UID FETCH", tears(2));
        DeliveryConfirmation flagging = Mailboxes.open(server, "/Bounces", "processed", "flag");
        roundsUntilRead("bob", flagging);
        flagging.close();
        assertThat(read()).contains("ann", "bob").doesNotContain("torn");
        assertThat(folder.messages()).extracting(KeptMessage::flags).containsExactly("(\\Seen)", "()", "(\\Seen)");
    }

    /** Refuses every listing with a mail among it whose size the server cannot tell. */
    private static ImapReaction listsAllBut(long uid) {
        return (dialogue, command) -> {
            String[] range = command.argument(0).split(":", 2);
            if (command.line().contains("RFC822.SIZE")
                    && Long.parseLong(range[0]) <= uid
                    && uid <= Long.parseLong(range[1])) {
                dialogue.say(command.tag() + " NO [SERVERBUG] internal error");
            } else {
                dialogue.perform(command);
            }
        };
    }

    @Test
    void i11_aMailThatMakesTheListingFailIsPutAside() throws Exception {
        for (String who : List.of("ann", "bob", "unlisted", "cid")) {
            folder.keep(bounce(who));
        }
        folder.keep(400, bounce("dan"));
        server.always("UID FETCH", listsAllBut(3));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> mailbox.collect(desk))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("uid=3")
                    .hasMessageContaining("internal error");
            assertThat(read()).as("those before it").containsExactly("ann", "bob");
            desk.clock.advance(Duration.ofSeconds(61));
        }
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann", "bob", "cid", "dan");
        assertThat(desk.places.values()).anyMatch(place -> place.endsWith("uid=400"));
    }

    @Test
    void i11_theLastMailOfTheFolderMayBeTheOneThatCannotBeListed() throws Exception {
        folder.keep(bounce("ann"));
        folder.keep(bounce("unlisted"));
        server.always("UID FETCH", listsAllBut(2));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> mailbox.collect(desk)).isInstanceOf(IOException.class);
            desk.clock.advance(Duration.ofSeconds(61));
        }
        mailbox.collect(desk);
        assertThat(desk.places.values()).anyMatch(place -> place.endsWith("uid=2"));
        folder.keep(bounce("bob"));
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann", "bob");
    }

    @Test
    void i11_aServerThatRefusesEveryListingForAWhileLosesNoMail() throws Exception {
        folder.keep(bounce("ann"));
        folder.keep(bounce("bob"));
        server.always("UID FETCH", ImapReaction.reply("NO [UNAVAILABLE] try later"));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> mailbox.collect(desk)).hasMessageContaining("try later");
            desk.clock.advance(Duration.ofSeconds(61));
        }
        server.always("UID FETCH", ImapReaction.normal());
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann", "bob");
    }

    @Test
    void i11_aMailListedWithoutItsSizeIsReadAllTheSame() throws Exception {
        folder.keep(bounce("ann"));
        folder.keep(bounce("bob"));
        server.on("UID FETCH", (dialogue, command) -> {
            dialogue.say("* 1 FETCH (UID 1)");
            dialogue.say("* 2 FETCH (UID 2 RFC822.SIZE 500)");
            dialogue.say(command.tag() + " OK done");
        });
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann", "bob");
        assertThat(server.commands("UID FETCH"))
                .filteredOn(command -> command.line().contains("BODY"))
                .extracting(ImapCommand::lastArgument)
                .containsExactly("(UID BODY.PEEK[]<0.1000000>)", "(UID BODY.PEEK[]<0.5000000>)");
    }

    private static ImapReaction refusesToHandOut(long uid, String refusal) {
        return (dialogue, command) -> {
            if (command.line().contains("BODY") && command.argument(0).equals("" + uid)) {
                dialogue.say(command.tag() + " " + refusal);
            } else {
                dialogue.perform(command);
            }
        };
    }

    @Test
    void i11_aMailThatTheServerRefusesToHandOutIsPutAsideAtItsThirdStart() throws Exception {
        for (String who : List.of("ann", "broken", "bob")) {
            folder.keep(bounce(who));
        }
        server.always("UID FETCH", refusesToHandOut(2, "NO [SERVERBUG] internal error"));
        for (int start = 0; start < 2; start++) {
            assertThatThrownBy(() -> mailbox.collect(desk))
                    .hasMessageContaining("uid=2")
                    .hasMessageContaining("internal error");
            assertThat(read()).as("those before it, once").containsExactly("ann");
            desk.clock.advance(Duration.ofSeconds(61));
        }
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann", "bob");
        assertThat(desk.places.values()).anyMatch(place -> place.endsWith("uid=3"));
    }

    /** As servers do whose storage is away: the mails are listed, and none is handed out. */
    @Test
    void i11_aServerThatHandsOutNoMailForAWhileBlamesNone() throws Exception {
        for (String who : List.of("ann", "bob", "cid")) {
            folder.keep(bounce(who));
        }
        ImapReaction refuses = (dialogue, command) -> {
            if (command.line().contains("BODY")) {
                dialogue.say(command.tag() + " NO [SERVERBUG] internal error");
            } else {
                dialogue.perform(command);
            }
        };
        server.always("UID FETCH", refuses);
        server.always("FETCH", refuses);
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> mailbox.collect(desk)).hasMessageContaining("internal error");
            desk.clock.advance(Duration.ofSeconds(61));
        }
        server.always("UID FETCH", ImapReaction.normal());
        server.always("FETCH", ImapReaction.normal());
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann", "bob", "cid");
    }

    @Test
    void i11_aMailThatIsRefusedAloneInItsFolderIsPutAsideWhenThereIsAnother() throws Exception {
        folder.keep(bounce("broken"));
        server.always("UID FETCH", refusesToHandOut(1, "NO [SERVERBUG] internal error"));
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> mailbox.collect(desk)).hasMessageContaining("uid=1");
            desk.clock.advance(Duration.ofSeconds(61));
        }
        folder.keep(bounce("ann"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> mailbox.collect(desk)).hasMessageContaining("uid=1");
            desk.clock.advance(Duration.ofSeconds(61));
        }
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann");
    }

    @Test
    void i11_aServerThatIsUnavailableForAWhileBlamesNoMail() throws Exception {
        folder.keep(bounce("ann"));
        server.always("UID FETCH", refusesToHandOut(1, "NO [UNAVAILABLE] try later"));
        for (int i = 0; i < 7; i++) {
            assertThatThrownBy(() -> mailbox.collect(desk)).hasMessageContaining("try later");
            desk.clock.advance(Duration.ofSeconds(61));
        }
        server.always("UID FETCH", ImapReaction.normal());
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann");
    }

    @Test
    void i11_aWrongSizeLosesNothing() throws Exception {
        for (String who : List.of("ann", "bob", "cid")) {
            folder.keep(bounce(who));
        }
        server.on("UID FETCH", (dialogue, command) -> {
            dialogue.say("* 1 FETCH (UID 1 RFC822.SIZE 0)");
            dialogue.say("* 2 FETCH (UID 2 RFC822.SIZE 1)");
            dialogue.say("* 3 FETCH (UID 3 RFC822.SIZE 4294967295)");
            dialogue.say(command.tag() + " OK done");
        });
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann", "bob", "cid");
    }

    @Test
    void i11_aFolderWhoseNextNumberIsNotToldIsReadToItsLastMail() throws Exception {
        folder.keep(bounce("ann"));
        folder.keep(700, bounce("bob"));
        folder.hideUidNext();
        mailbox.collect(desk);
        folder.keep(bounce("cid"));
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann", "bob", "cid");
    }

    @Test
    void i15_aDenseMailboxIsListedInWindowsAndEachMailIsReadOnce() throws Exception {
        for (int i = 1; i <= 450; i++) {
            folder.keep(bounce("r" + i));
        }
        mailbox.collect(desk);
        mailbox.collect(desk);
        assertThat(read())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 450).mapToObj(i -> "r" + i).toList());
        assertThat(server.commands("UID FETCH"))
                .filteredOn(command -> command.line().contains("RFC822.SIZE"))
                .extracting(command -> command.argument(0))
                .containsExactly("1:200", "201:400", "401:450");
    }

    @Test
    void i14_aFlagThatIsToldAmongTheListingMakesNoSecondMailOfOne() throws Exception {
        folder.keep(bounce("ann"));
        server.on("UID FETCH", ImapReaction.after("* 1 FETCH (UID 1 FLAGS (\\Seen))"));
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann");
        assertThat(server.commands("UID FETCH"))
                .last()
                .matches(command -> command.line().contains("<0.5000000>"));
    }

    @Test
    void i12_aFolderThatWasRenamedIsToldEachTimeAndReadWhenItIsBack() throws Exception {
        folder.keep(bounce("ann"));
        server.removeFolder("Bounces");
        assertThatThrownBy(() -> mailbox.collect(desk))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such folder");
        assertThat(server.commands()).as("never made by us").doesNotContain("CREATE");
        server.addFolder("Bounces").keep(bounce("bob"));
        mailbox.collect(desk);
        assertThat(read()).containsExactly("bob");
    }

    @Test
    void i12_aNameBeyondAsciiAndAnotherSeparatorAreWrittenAsTheServerWantsThem() throws Exception {
        server.separates(".").addFolder("B&APw-cher.Zur&APw-ck").keep(bounce("ann"));
        DeliveryConfirmation other = Mailboxes.open(server, "/B%C3%BCcher/Zur%C3%BCck");
        other.collect(desk);
        assertThat(read()).containsExactly("ann");
        other.close();
    }

    @Test
    void i14_aReadOnlyMailboxIsReadOnceAsEver() throws Exception {
        folder.keep(bounce("ann"));
        folder.makeReadOnly();
        DeliveryConfirmation flagging = Mailboxes.open(server, "/Bounces", "processed", "flag");
        flagging.collect(desk);
        flagging.collect(desk);
        assertThat(read()).containsExactly("ann");
        assertThat(folder.messages().get(0).flags()).isEqualTo("()");
        flagging.close();
    }

    @Test
    void i14_flagsThatOthersSetOrTakeAwayChangeNothing() throws Exception {
        folder.keep("(\\Seen \\Deleted)", "", bounce("ann"));
        mailbox.collect(desk);
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann");
    }

    @Test
    void i15_aHugeMailboxIsReadInWindowsAndNeverAskedForAllAtOnce() throws Exception {
        folder.keep(3, bounce("ann"));
        folder.keep(1_999_990, bounce("bob"));
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann", "bob");
        List<ImapCommand> fetches = server.commands("UID FETCH");
        assertThat(fetches).hasSizeLessThan(60);
        assertThat(fetches).noneMatch(command -> command.argument(0).contains("*"));
        assertThat(server.commands()).doesNotContain("UID SEARCH", "FETCH");
        assertThat(fetches.get(0).line()).contains("RFC822.SIZE");
    }

    @Test
    void i15_mailsOlderThanAnyTokenAreListedAndNotFetched() throws Exception {
        String old = INTERNAL_DATE.format(desk.now().minus(Duration.ofDays(TokenKeys.VALIDITY_DAYS + 30L)));
        String young = INTERNAL_DATE.format(desk.now().minus(Duration.ofDays(1)));
        for (int i = 0; i < 500; i++) {
            folder.keep("()", old, bounce("old" + i));
        }
        folder.keep("()", young, bounce("ann"));
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann");
        assertThat(server.commands("UID FETCH"))
                .filteredOn(command -> command.line().contains("BODY"))
                .hasSize(1);
    }

    @Test
    void i16_hostileLiteralsAndEndlessAnswersEndTheConnection() throws Exception {
        for (String hostile : List.of("{2000000000}", "{-1}")) {
            server.on("EXAMINE", ImapReaction.after("* OK [X " + hostile));
            assertThatThrownBy(() -> mailbox.collect(desk))
                    .as(hostile)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("literal");
        }
        server.on("EXAMINE", ImapReaction.endless("* 1 FETCH (UID 1)"));
        assertThatThrownBy(() -> mailbox.collect(desk)).hasMessageContaining("an answer of more than");
        folder.keep(bounce("ann"));
        mailbox.collect(desk);
        assertThat(read()).containsExactly("ann");
    }

    @Test
    void i17_aGreetingAsLoggedInBeforeTlsIsRefused() {
        server.greets("* PREAUTH welcome");
        DeliveryConfirmation upgrading = Mailboxes.open(server, "/Bounces", "starttls", "required");
        assertThatThrownBy(() -> upgrading.collect(desk)).hasMessageContaining("PREAUTH");
        assertThat(server.commands()).doesNotContain("LOGIN", "AUTHENTICATE", "EXAMINE");
        upgrading.close();
    }

    @Test
    void i17_aMissingStarttlsIsRefusedBeforeAPasswordIsSent() {
        DeliveryConfirmation upgrading = Mailboxes.open(server, "/Bounces", "starttls", "required");
        assertThatThrownBy(() -> upgrading.collect(desk)).hasMessageContaining("STARTTLS");
        assertThat(server.commands()).doesNotContain("LOGIN", "AUTHENTICATE");
        upgrading.close();
    }

    @Test
    void i18_whatTheServerSaysIsHarmlessBeforeItIsShown() {
        server.always(
                "EXAMINE",
                (dialogue, command) -> dialogue.say(
                        command.tag() + " NO [ALERT] <b>pay</b>\u001b[31m\u202e\u0007 now " + "x".repeat(5000)));
        Throwable failure = catchThrowable(() -> mailbox.collect(desk));
        assertThat(failure).isInstanceOf(IOException.class);
        assertThat(failure.getMessage())
                .contains("[ALERT]")
                .hasSizeLessThan(500)
                .doesNotContain("\u001b", "\u202e", "\u0007");
    }

    @Test
    void aServerWithoutIdleIsPolled() throws Exception {
        server.offers("IMAP4rev1 AUTH=PLAIN");
        mailbox.collect(desk);
        CompletableFuture<Boolean> waited = CompletableFuture.supplyAsync(() -> {
            try {
                mailbox.awaitNews(Duration.ofMillis(100));
                return true;
            } catch (IOException | InterruptedException e) {
                return false;
            }
        });
        await().until(waited::isDone);
        assertThat(waited.join()).isTrue();
        assertThat(server.commands()).doesNotContain("IDLE");
    }

    private long asked(String command) {
        return server.commands().stream().filter(command::equals).count();
    }

    @Test
    void anIdleThatTheServerEndsByItselfKeepsTheLineAndIsNotAskedForAgain() throws Exception {
        mailbox.collect(desk);
        server.on("IDLE", (dialogue, command) -> {
            dialogue.say("+ idling");
            dialogue.say(command.tag() + " OK that is enough");
        });
        mailbox.awaitNews(Duration.ofSeconds(50));
        folder.keep(bounce("ann"));
        mailbox.collect(desk);
        mailbox.awaitNews(Duration.ofMillis(100));
        assertThat(read()).containsExactly("ann");
        assertThat(asked("IDLE")).isEqualTo(1);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void anIdleThatIsRefusedIsPolledForInstead() throws Exception {
        for (String refusal : List.of("NO not now", "BAD what")) {
            DeliveryConfirmation refused = Mailboxes.open(server, "/Bounces");
            int connections = server.connections();
            long before = asked("IDLE");
            refused.collect(desk);
            server.on("IDLE", ImapReaction.reply(refusal));
            refused.awaitNews(Duration.ofSeconds(50));
            refused.collect(desk);
            refused.awaitNews(Duration.ofMillis(100));
            refused.collect(desk);
            assertThat(asked("IDLE")).as(refusal).isEqualTo(before + 1);
            assertThat(server.connections()).isEqualTo(connections + 1);
            refused.close();
        }
    }

    @Test
    void theSameNumberOfMailsToldAgainIsNoNews() throws Exception {
        folder.keep(bounce("ann"));
        server.on("UID FETCH", ImapReaction.after("* 1 EXISTS"));
        mailbox.collect(desk);
        mailbox.awaitNews(Duration.ofMillis(100));
        assertThat(asked("IDLE")).isEqualTo(1);
    }

    @Test
    void anIdleIsBegunAnewBeforeServersEndIt() throws Exception {
        assertThat(ReceiptMailbox.LONGEST_IDLE).isLessThan(Duration.ofMinutes(29));
        DeliveryConfirmation patient = Mailboxes.withLongestIdle(server, "/Bounces", Duration.ofMillis(100));
        patient.collect(desk);
        patient.awaitNews(Duration.ofHours(2));
        patient.collect(desk);
        patient.awaitNews(Duration.ofHours(2));
        assertThat(asked("IDLE")).isEqualTo(2);
        assertThat(asked("DONE")).isEqualTo(2);
        assertThat(server.connections()).isEqualTo(1);
        patient.close();
    }
}
