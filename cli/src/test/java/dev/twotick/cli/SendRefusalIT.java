package dev.twotick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be carried out ends with 2, names the field, and leaves nothing behind. */
class SendRefusalIT {
    @TempDir
    private Path directory;

    private Office office;

    @BeforeEach
    void moveIn() throws Exception {
        // nothing listens there, and nothing is to connect
        office = new Office(directory).relay(1);
    }

    @Test
    void namesAMissingRelay() throws Exception {
        Office bare = new Office(directory);

        assertRefused(bare.run("send", bare.letter("a.eml", "ann@a.example")), "twotick: relay: there is none");
    }

    @Test
    void namesAUrlThatNobodyKnows() throws Exception {
        office.set("relay.main.url", "gopher://mail.example.com");

        assertRefused(office.run("send", office.letter("a.eml", "ann@a.example")), "relay.main.url", "gopher");
    }

    @Test
    void namesADatabaseThatCannotBeReached() throws Exception {
        office.set("outbox.url", "jdbc:postgresql://127.0.0.1:1/mail");

        assertRefused(
                office.run("send", office.letter("a.eml", "ann@a.example")),
                "twotick: outbox.url: ",
                "the database mail on 127.0.0.1 cannot be reached");
    }

    @Test
    void namesEveryFaultOfAConfiguration() throws Exception {
        office.set("receipts.url", "imaps://mail.example.com").set("retry.inital", "5s");

        assertRefused(
                office.run("send", office.letter("a.eml", "ann@a.example")),
                "twotick: receipts.address: is missing",
                "twotick: retry.inital: is no setting; did you mean retry.initial?");
    }

    @Test
    void namesAConfigurationThatIsNotThere() throws Exception {
        assertRefused(
                office.run("send", "--config", directory + "/none.properties", office.letter("a.eml", "ann@a.example")),
                "config",
                "none.properties");
    }

    @Test
    void refusesALineBreakInARecipient() throws Exception {
        assertRefused(
                office.run(
                        "send",
                        "--to",
                        "ann@a.example\r\nRCPT TO:<eve@e.example>",
                        office.letter("a.eml", "ann@a.example")),
                "twotick: --to: \"ann@a.example\\r\\nRCPT");
    }

    @Test
    void refusesAFileThatIsTooBig() throws Exception {
        office.set("letter.max-size", "1KB");
        String big =
                office.file("big.eml", "From: a@a.example\nTo: b@b.example\n\n" + "x".repeat(70) + "\n".repeat(1000));

        assertRefused(office.run("send", big), "big.eml: content: has ", "letter.max-size allows (1024)");
    }

    @Test
    void refusesALetterWithoutRecipients() throws Exception {
        assertRefused(office.run("send", office.letter("a.eml")), "a.eml: recipients: there are none");
    }

    @Test
    void takesNothingWhenOneOfSeveralFilesIsBad() throws Exception {
        assertRefused(
                office.run("send", office.letter("a.eml", "ann@a.example"), directory + "/missing.eml"),
                "missing.eml: cannot be read: there is no such file");
    }

    @Test
    void refusesAKeyForSeveralFiles() throws Exception {
        String letter = office.letter("a.eml", "ann@a.example");

        assertRefused(office.run("send", "--key", "k", letter, letter), "--key");
    }

    @Test
    void refusesToWaitForProofThatIsNotAskedFor() throws Exception {
        assertRefused(
                office.run(
                        "send",
                        "--wait",
                        "confirmed",
                        "--assurance",
                        "submitted",
                        office.letter("a.eml", "ann@a.example")),
                "--wait",
                "--assurance submitted asks for none");
    }

    @Test
    void refusesWordsItDoesNotKnow() throws Exception {
        String letter = office.letter("a.eml", "ann@a.example");

        assertRefused(office.run("send", "--assurance", "sure", letter), "--assurance", "\"sure\" is none of");
        assertRefused(office.run("send", "--on-doubt", "pray", letter), "--on-doubt", "hold, resolve, retry");
        assertRefused(office.run("send", "--wait", "submitted", "--timeout", "soon", letter), "--timeout", "\"soon\"");
        assertRefused(office.run("send", "--bogus", letter), "--bogus");
        assertRefused(office.run("send"), "FILE.eml");
    }

    @Test
    void showsAStackTraceOnlyWhenAskedTo() throws Exception {
        String letter = office.letter("a.eml");

        assertThat(office.run("send", letter).err()).doesNotContain("\tat ");
        assertThat(office.run("send", "--debug", letter).err()).contains("\tat ");
    }

    private void assertRefused(Run run, String... words) {
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains(words);
        assertThat(run.err()).doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
        assertThat(office.letters()).isEmpty();
    }
}
