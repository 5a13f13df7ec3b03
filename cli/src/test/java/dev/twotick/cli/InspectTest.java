package dev.twotick.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void saysWhenAMailIsNoReport() {
        Run run = Run.of(directory, Map.of(), "From: ann@b.example\n\nHello\n", "inspect", "--json", "-");

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .containsExactly("{\"file\":\"-\",\"kind\":\"not-a-report\",\"recipients\":[],"
                        + "\"originalMessageId\":null,\"envelopeId\":null,\"token\":null}");
    }
}
