package dev.twotick.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.outbox.Delivery;
import dev.twotick.plugin.ConfigurationException;
import dev.twotick.testkit.Action;
import dev.twotick.testkit.ReceiptMailbox;
import dev.twotick.testkit.Reports;
import dev.twotick.testkit.ScriptedSmtpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs each example as its reader would. */
class ExamplesIT {
    @TempDir
    Path dir;

    /** Where tests are run from differs; the README lies beside the module's folder. */
    private static Path readme() {
        return Path.of(System.getProperty("basedir", "."))
                .toAbsolutePath()
                .normalize()
                .resolveSibling("README.md");
    }

    @Test
    void theReadmeShowsTheInvoiceExampleWordForWord() throws IOException {
        String source = Files.readString(
                Path.of(System.getProperty("basedir", ".")).resolve("src/main/java/dev/twotick/examples/Invoice.java"));
        String marker = "// [readme]\n";
        String shown = source.substring(source.indexOf(marker) + marker.length(), source.lastIndexOf(marker))
                .stripIndent()
                .strip();
        assertThat(Files.readString(readme())).contains("```java\n" + shown + "\n```");
    }

    @Test
    void anInvoiceGetsBothTicks() throws Exception {
        try (ReceiptMailbox mailbox = mailbox();
                ScriptedSmtpServer relay = reporting(mailbox)) {
            Path settings = settings(relay, mailbox);
            String printed = printedBy(() -> Invoice.main(new String[] {settings.toString()}));
            assertThat(printed.lines()).hasSize(2).allMatch(line -> line.startsWith("main took it as "));
            assertThat(printed.lines().toList().get(1)).endsWith("the recipient's mailbox took it, by its own report.");
            assertThat(relay.letters()).hasSize(1);
        }
    }

    @Test
    void aPasswordResetIsCountedAsSubmittedAndNotAsConfirmed() throws Exception {
        try (ReceiptMailbox mailbox = mailbox();
                ScriptedSmtpServer relay = reporting(mailbox)) {
            Path settings = settings(relay, mailbox);
            String printed =
                    printedBy(() -> PasswordReset.main(new String[] {settings.toString(), "ann@customer.example"}));
            assertThat(printed)
                    .contains("main took it as ")
                    .containsPattern("twotick\\.submissions'.*outcome=submitted.*value=1\\.0")
                    .doesNotContain("level=delivered", "ann@");
        }
    }

    @Test
    void aTransportOfOnesOwnIsFoundByItsScheme() throws Exception {
        Path folder = Files.createDirectory(dir.resolve("pickup"));
        try (Twotick post =
                Twotick.builder().set("relay.main.url", "folder:" + folder).build()) {
            Letter letter = Letter.from("a@corp.example")
                    .to("b@dest.example")
                    .subject("x")
                    .text("y")
                    .build();
            Tracking tracking = post.send(letter, Assurance.submitted());
            Delivery delivery = tracking.submitted().get(60, TimeUnit.SECONDS);
            assertThat(delivery.submitted()).isTrue();
            Path file = folder.resolve(delivery.recipients().get(0).queueId().orElseThrow());
            assertThat(file).exists();
            assertThat(Files.readString(file))
                    .contains("Subject: x")
                    .contains(delivery.letter().messageId());
        }
        assertThatThrownBy(() ->
                        Twotick.builder().set("relay.main.url", "folder:pickup").build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("relay.main.url: must name an absolute path");
    }

    private static ReceiptMailbox mailbox() {
        return ReceiptMailbox.start("billing@corp.example", "bounces@corp.example");
    }

    private static ScriptedSmtpServer reporting(ReceiptMailbox mailbox) {
        ScriptedSmtpServer relay = ScriptedSmtpServer.start();
        relay.reports(Reports.to(mailbox.host(), mailbox.smtpPort()).aboutOthers(Action.DELIVERED));
        return relay;
    }

    private Path settings(ScriptedSmtpServer relay, ReceiptMailbox mailbox) throws IOException {
        String imap = "imap://127.0.0.1:" + mailbox.imapPort();
        return Files.writeString(
                dir.resolve("twotick.properties"), """
                relay.main.url=smtp://127.0.0.1:%d
                relay.main.starttls=off-i-accept-clear-text
                sent-store.url=%2$s/Sent
                sent-store.user=billing@corp.example
                sent-store.password=%3$s
                sent-store.starttls=off-i-accept-clear-text
                receipts.url=%2$s
                receipts.address=bounces@corp.example
                receipts.user=bounces@corp.example
                receipts.password=%3$s
                receipts.starttls=off-i-accept-clear-text
                receipts.poll=100ms
                token.key-file=%4$s/twotick.key
                outbox.url=jdbc:sqlite:%4$s/outbox.db
                """.formatted(relay.port(), imap, mailbox.password(), dir));
    }

    private interface Program {
        void run() throws Exception;
    }

    private static String printedBy(Program program) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
