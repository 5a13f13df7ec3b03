package dev.twotick.receipts.internal.relaylog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.EvidenceLevel;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostfixLogTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private final PostfixLog log = new PostfixLog(ZoneOffset.UTC);

    private Optional<LogEntry> read(String line) {
        return log.read(line, NOW);
    }

    private LogEntry.Handled handled(String line) {
        return (LogEntry.Handled) read(line).orElseThrow();
    }

    private static String delivery(String service, String status) {
        return "Mar  1 10:00:00 mx postfix/" + service + "[7]: 4ABC123: to=<ann@dest.example>, relay=x, delay=1,"
                + " delays=0/0/0/1, dsn=2.0.0, status=" + status;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "local   | sent (delivered to mailbox)          | DELIVERED",
                "local   | sent (forwarded as 9XYZ123)          | RELAYED",
                "virtual | sent (delivered to maildir)          | DELIVERED",
                "lmtp    | sent (250 2.0.0 <ann> xyz Saved)     | DELIVERED",
                "lmtp    | sent (250 2.0.0 Ok: queued as 9XYZ)  | RELAYED",
                "smtp    | sent (250 2.0.0 Ok: queued as 9XYZ)  | RELAYED",
                "pipe    | sent (delivered via dovecot service) | RELAYED",
                "discard | sent (silently)                      | NOTED",
                "lmtp    | sent (250 2.7.0 Ok, discarded, id=12-3 - spam) | NOTED",
                "smtp    | sent (250 2.7.0 Ok, discarded, id=12-3 - spam) | NOTED",
                "lmtp    | sent (250 2.5.0 Ok, id=12-3, quarantine) | NOTED",
                "lmtp    | sent (250 2.0.0 <ann> Saved, not discarded) | DELIVERED",
                "local   | sent (delivered to file: /dev/null)  | NOTED",
                "local   | sent (delivered to file: /var/ann)   | DELIVERED",
                "local   | sent (delivered to command: filter)  | RELAYED",
                "smtp    | deferred (connection refused)        | DELAYED",
                "smtp    | bounced (550 no such user)           | BOUNCED",
                "error   | expired (too old)                    | BOUNCED"
            })
    void aStatusMeansWhatTheServiceCanKnow(String service, String status, EvidenceLevel level) {
        assertThat(handled(delivery(service, status)).level()).isEqualTo(level);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deliverable (x)", "undeliverable (x)", "", "sentinel (x)"})
    void aStatusThatIsNoDeliveryIsPassedOver(String status) {
        assertThat(read(delivery("smtp", status))).isEmpty();
    }

    @Test
    void aDeliveryIsReadWithAllItsParts() {
        LogEntry.Handled entry = handled("2026-03-01T10:00:00.123456+01:00 mx.corp.example postfix/lmtp[4711]:"
                + " 4Xb2Qz1r5WzDqHq: to=<ann@inner.example>, orig_to=<ann@dest.example>, relay=box[private/lmtp],"
                + " delay=0.1, delays=0/0/0/0.1, dsn=2.0.0, status=sent (250 2.0.0 <ann@inner.example> abc Saved)");
        assertThat(entry)
                .isEqualTo(new LogEntry.Handled(
                        "4Xb2Qz1r5WzDqHq",
                        Optional.of("ann@inner.example"),
                        Optional.of("ann@dest.example"),
                        EvidenceLevel.DELIVERED,
                        Optional.of("2.0.0"),
                        "250 2.0.0 <ann@inner.example> abc Saved",
                        Instant.parse("2026-03-01T09:00:00.123456Z"),
                        Optional.of("mx.corp.example")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mar  1 10:00:00 mx ",
                "Mar 01 10:00:00.123456 mx ",
                "2026-03-01T10:00:00+0000 mx ",
                "2026-03-01T10:00:00.5Z mx ",
                "2026-03-01T11:00:00+01:00 mx "
            })
    void syslogAndIsoAndJournalTimesAreRead(String head) {
        Instant at = handled(head + delivery("smtp", "sent (ok)").substring("Mar  1 10:00:00 mx ".length()))
                .at();
        assertThat(at.getEpochSecond())
                .isEqualTo(Instant.parse("2026-03-01T10:00:00Z").getEpochSecond());
    }

    @Test
    void aTimeWithoutYearIsOfTheLastYearInWhichItIsNotToCome() {
        Instant at = handled(delivery("smtp", "sent (ok)").replace("Mar  1", "Dec 31"))
                .at();
        assertThat(at).isEqualTo(Instant.parse("2025-12-31T10:00:00Z"));
        Instant leap = handled(delivery("smtp", "sent (ok)").replace("Mar  1", "Feb 29"))
                .at();
        assertThat(leap).isEqualTo(Instant.parse("2024-02-29T10:00:00Z"));
    }

    @Test
    void senderMessageIdAndEndAreRead() {
        String head = "Mar  1 10:00:00 mx postfix-out/submission/";
        assertThat(read(head + "smtpd[1]: 4ABC123: client=app[10.0.0.1], sasl_method=PLAIN"))
                .contains(new LogEntry.Begun("4ABC123"));
        assertThat(read(head + "cleanup[1]: 4ABC123: message-id=<a@b>"))
                .contains(new LogEntry.Taken("4ABC123", Optional.empty(), Optional.of("<a@b>")));
        assertThat(read(head + "qmgr[1]: 4ABC123: from=<s@corp.example>, size=1, nrcpt=1 (queue active)"))
                .contains(new LogEntry.Taken("4ABC123", Optional.of("s@corp.example"), Optional.empty()));
        assertThat(read(head + "qmgr[1]: 4ABC123: removed")).contains(new LogEntry.Gone("4ABC123"));
    }

    @Test
    void givenUpAsAWholeIsReadWithoutRecipient() {
        LogEntry.Handled entry = handled(
                "Mar  1 10:00:00 mx postfix/qmgr[1]: 4ABC123: from=<s@corp.example>, status=expired, returned to sender");
        assertThat(entry.level()).isEqualTo(EvidenceLevel.BOUNCED);
        assertThat(entry.to()).isEmpty();
        LogEntry.Handled forced = handled(
                "Mar  1 10:00:00 mx postfix/qmgr[1]: 4ABC123: from=<s@corp.example>, status=force-expired, returned to sender");
        assertThat(forced.level()).isEqualTo(EvidenceLevel.BOUNCED);
    }

    @Test
    void whatAStrangerMayWriteDoesNotPassForWhatTheRelayWrites() {
        LogEntry.Handled words =
                handled(delivery("smtp", "bounced (550 hi) dsn=2.0.0, status=sent (delivered to mailbox)"));
        assertThat(words.level()).isEqualTo(EvidenceLevel.BOUNCED);
        LogEntry.Handled quoted = handled("Mar  1 10:00:00 mx postfix/smtp[7]: 4ABC123:"
                + " to=<\"x>, dsn=2.0.0, status=sent (a)\"@dest.example>, relay=x, dsn=5.1.1, status=bounced (no)");
        assertThat(quoted.level()).isEqualTo(EvidenceLevel.BOUNCED);
        assertThat(quoted.status()).contains("5.1.1");
        assertThat(read("Mar  1 10:00:00 mx postfix/smtpd[1]: 4ABC123: from=<x@y>, status=expired"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dovecot: lmtp(x): msgid=<a/local[1]: ",
                "dovecot[7]: lmtp(x): msgid=<a/local[1]: ",
                "amavis[7]: (1-2) Passed CLEAN, <postfix/local[1]: ",
                "postfix/smtpd[7]: warning: x/local[1]: ",
                "postfix/ local[1]: ",
                "/local[1]: ",
                "local[1]: ",
                "postfix/local[x]: ",
                " postfix/local[1]: "
            })
    void whatAnotherProgramQuotesIsNoLineOfTheRelay(String program) {
        assertThat(read("Mar  1 10:00:00 mx " + program + "4ABC123: to=<bob@dest.example>, status=sent (d)"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "no log at all",
                "Mar  1 10:00:00 mx kernel: hello",
                "Mar  1 10:00:00 mx postfix/smtpd[1]: connect from a[1.2.3.4]",
                "Mar  1 10:00:00 mx postfix/smtp[1]: 4ABC123: to=<unended",
                "Mar 41 10:00:00 mx postfix/qmgr[1]: 4ABC123: removed",
                "Mar  1 25:61:00 mx postfix/qmgr[1]: 4ABC123: removed",
                "2026-99-01T10:00:00Z mx postfix/qmgr[1]: 4ABC123: removed",
                "Mar  1 10:00:00 mx postfix/smtp[1]: warning: host: 250"
            })
    void anythingElseIsPassedOver(String line) {
        assertThat(read(line)).isEmpty();
    }

    @Test
    void everyBeginningOfALineIsReadWithoutAnException() {
        String line = delivery("smtp", "bounced (host x said: 550 5.1.1 <ann@dest.example>: no such user (x))");
        for (int end = 0; end < line.length(); end++) {
            assertThat(read(line.substring(0, end))).isNotNull();
        }
    }
}
