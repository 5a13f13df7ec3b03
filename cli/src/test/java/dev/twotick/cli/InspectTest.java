package dev.twotick.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.cli.view.Ink;
import dev.twotick.receipts.ReceiptLimits;
import dev.twotick.receipts.ReceiptParser;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class InspectTest {
    private static final String TOKEN = "046alh8a0j066binm80022ka6bnetbi964928bkj";
    private static final String DSN = """
            From: Mail System <mailer-daemon@mx.b.example>
            To: bounces+%s@corp.example
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: text/plain

            It could not be delivered.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.b.example
            Original-Envelope-Id: ENV-1

            Final-Recipient: rfc822; ann@b.example
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 no such user

            --b
            Content-Type: text/rfc822-headers

            Message-ID: <one@corp.example>

            --b--
            """.formatted(TOKEN);

    @TempDir
    private Path directory;

    private String report;

    @BeforeEach
    void write() throws Exception {
        report = Files.writeString(directory.resolve("dsn.eml"), DSN).toString();
    }

    @Test
    void tellsWhatADeliveryReportSaysInTheAgreedOrder() {
        Run run = Run.in(directory, "inspect", "--json", report);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .containsExactly(
                        "{\"file\":\"" + report + "\",\"kind\":\"dsn\",\"recipients\":[{\"address\":\"ann@b.example\","
                                + "\"action\":\"failed\",\"status\":\"5.1.1\",\"permanence\":\"permanent\","
                                + "\"diagnostic\":\"550 5.1.1 no such user\",\"reason\":\"mailbox-unknown\","
                                + "\"finalRecipient\":\"ann@b.example\"}],\"originalMessageId\":\"<one@corp.example>\","
                                + "\"envelopeId\":\"ENV-1\",\"token\":\"" + TOKEN + "\"}");
    }

    @Test
    void isReadableForPeople() {
        assertThat(Run.in(directory, "inspect", report).out())
                .contains(
                        report + ": dsn",
                        "  reported by  mx.b.example",
                        "  recipient    ann@b.example failed 5.1.1 (permanent, mailbox-unknown): 550 5.1.1 no such user");
    }

    @Test
    void goesOnAfterAFileThatCannotBeRead() {
        Run run = Run.in(directory, "inspect", "--json", directory + "/missing.eml", report);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("missing.eml: cannot be read: there is no such file");
        assertThat(run.out()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saysWhenAMailTakesTooLong(boolean json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(OutputStream.nullOutputStream(), true, UTF_8);
        RootCommand root = new RootCommand(new Console(
                InputStream.nullInputStream(), new PrintStream(out, true, UTF_8), err, Map.of(), directory, Ink.PLAIN));
        root.json = json;
        AtomicLong nanos = new AtomicLong();
        ReceiptParser slow = new ReceiptParser(
                ReceiptLimits.DEFAULT,
                () -> nanos.addAndGet(Duration.ofMinutes(1).toNanos()));

        int code = new CommandLine(new InspectCommand(root, slow)).execute(report);

        assertThat(code).isEqualTo(ExitCode.FAULT);
        assertThat(out.toString(UTF_8).lines())
                .containsExactly(
                        json
                                ? "{\"file\":\"" + report + "\",\"kind\":\"not-a-report\",\"recipients\":[],"
                                        + "\"originalMessageId\":null,\"envelopeId\":null,\"token\":null,\"outOfTime\":true}"
                                : report + ": takes too long to read; nothing is known of it");
    }

    @Test
    void saysWhenAMailIsNoReport() {
        Run run = Run.of(directory, Map.of(), "From: ann@b.example\n\nHello\n", "inspect", "--json", "-");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .containsExactly("{\"file\":\"-\",\"kind\":\"not-a-report\",\"recipients\":[],"
                        + "\"originalMessageId\":null,\"envelopeId\":null,\"token\":null}");
    }
}
