package dev.twotick.receipts.internal.relaylog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.confirmation.EvidenceLevel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EximLogTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String ID = "1w9pXr-00000000Abc-1xYz";
    private final EximLog log = new EximLog(ZoneOffset.UTC);

    private Optional<LogEntry> read(String rest) {
        return log.read("2026-03-01 10:00:00 " + ID + " " + rest, NOW);
    }

    private LogEntry.Handled handled(String rest) {
        return (LogEntry.Handled) read(rest).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "=> ann <ann@dest.example> R=localuser T=local_delivery                           ; DELIVERED",
                "=> ann@dest.example R=lookuphost T=remote_smtp H=mx.dest.example [192.0.2.1] C=\"250 OK\" ; RELAYED",
                "-> bob@dest.example R=lookuphost T=remote_smtp H=mx.dest.example [192.0.2.1] C=\"250 OK\" ; RELAYED",
                ">> ann@dest.example R=lookuphost T=remote_smtp H=mx.dest.example [192.0.2.1] C=\"250 OK\" ; RELAYED",
                "=> |/usr/bin/filter <ann@dest.example> R=aliases T=address_pipe                  ; RELAYED",
                "=> :blackhole: <ann@dest.example> R=aliases                                      ; NOTED",
                "=> /dev/null <ann@dest.example> R=userforward T=address_file                     ; NOTED",
                "=> ann <ann@dest.example> R=uservacation T=vacation_reply                        ; NOTED",
                "=> ann <ann@dest.example> R=answers T=address_reply QT=1s                        ; NOTED",
                "=> ann <ann@dest.example> R=vacation T=local_delivery                            ; DELIVERED",
                "=> ann <ann@dest.example> R=box T=lmtp C=\"250 2.7.0 Ok, discarded, id=12-3\"      ; NOTED",
                "=> ann <ann@dest.example> R=box T=lmtp C=\"250 Saved T=reply\"                     ; DELIVERED",
                "== ann@dest.example R=lookuphost T=remote_smtp defer (-53): retry time not reached ; DELAYED",
                "** ann@dest.example R=lookuphost T=remote_smtp: SMTP error from remote mail server ; BOUNCED",
                "** ann@dest.example: Unrouteable address                                         ; BOUNCED"
            })
    void aFlagMeansWhatEximCanKnow(String rest, EvidenceLevel level) {
        assertThat(handled(rest).level()).isEqualTo(level);
    }

    @Test
    void theSubmittedAddressStandsInBrackets() {
        LogEntry.Handled entry = handled("=> ann <ann@dest.example> R=localuser T=local_delivery");
        assertThat(entry.to()).contains("ann");
        assertThat(entry.originalTo()).contains("ann@dest.example");
        assertThat(entry.at()).isEqualTo(Instant.parse("2026-03-01T10:00:00Z"));
    }

    @Test
    void wordsAreTheReasonOrTheOtherHostsConfirmation() {
        assertThat(handled("** ann@dest.example: Unrouteable address").words()).isEqualTo("Unrouteable address");
        assertThat(handled("** ann@dest.example: Unrouteable address").to()).contains("ann@dest.example");
        assertThat(handled("=> ann@dest.example H=mx [192.0.2.1] C=\"250 OK id=7\"")
                        .words())
                .isEqualTo("250 OK id=7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "=> ann@dest.example R=r T=t H=mx.dest.example [192.0.2.1] C=\"250 2.0.0 Ok: H=evil 5.1.1\" ; 2.0.0 ;"
                        + " mx.dest.example",
                "=> ann <ann@dest.example> R=localuser T=local_delivery ; ; exim",
                "** ann@dest.example R=r T=t H=mx.dest.example [192.0.2.1]: SMTP error from remote mail server after RCPT"
                        + " TO:<ann@dest.example>: 550 5.1.1 unknown ; 5.1.1 ; mx.dest.example",
                "** ann@dest.example R=r T=t H=mx.dest.example [192.0.2.1]: SMTP error: 550 no such user ; ;"
                        + " mx.dest.example",
                "** ann@dest.example: Unrouteable address H=evil.example ; ; exim",
                "** ann@dest.example R=r T=t: retry timeout exceeded 4.4.7 ; 4.4.7 ; exim",
                "== ann@dest.example R=r T=t defer (-44) H=mx.dest.example [192.0.2.1]: SMTP error: 451 4.7.1 later ; 4.7.1"
                        + " ; mx.dest.example",
                "== ann@dest.example R=r T=t defer (-44) H=mx.dest.example [192.0.2.1]: SMTP error: 250 2.0.0 ok ; ;"
                        + " mx.dest.example"
            })
    void statusAndReporterAreThoseOfTheHostThatAnswered(String rest, String status, String reporter) {
        assertThat(handled(rest).status()).isEqualTo(Optional.ofNullable(status));
        assertThat(handled(rest).host()).contains(reporter);
    }

    @Test
    void arrivalGivesSenderAndMessageId() {
        assertThat(read("<= s@corp.example H=app [10.0.0.1] P=esmtpsa A=plain:app S=700 id=a@b for ann@dest.example"))
                .contains(new LogEntry.Taken(ID, Optional.of("s@corp.example"), Optional.of("<a@b>")));
        assertThat(read("<= <> R=" + ID + " U=mailnull P=local S=700"))
                .contains(new LogEntry.Taken(ID, Optional.of(""), Optional.empty()));
        assertThat(read("Completed")).contains(new LogEntry.Gone(ID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01 10:00:00.123 1w9pXr-00000000Abc-1xYz Completed",
                "2026-03-01 11:00:00 +0100 1w9pXr-00000000Abc-1xYz Completed",
                "2026-03-01 11:00:00.123 +0100 [4711] 1w9pXr-00000000Abc-1xYz Completed",
                "2026-03-01 10:00:00 1rVbXq-0004Ab-3C Completed"
            })
    void theOtherWaysToWriteALineAreRead(String line) {
        assertThat(log.read(line, NOW)).containsInstanceOf(LogEntry.Gone.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1.2.3.4] ",
                "[1.2.3.4] SSL verify error: DN=[x] ",
                "H=(helo) [1.2.3.4] ",
                "[evil [4711] ",
                "[] ",
                "rejected EHLO: ",
                " "
            })
    void whatStandsBehindAStrangersWordsIsNoLineOfAMail(String words) {
        assertThat(log.read("2026-03-01 10:00:00 " + words + ID + " => bob <bob@dest.example> R=r T=t", NOW))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-03-01 10:00:00 Start queue run: pid=1",
                "2026-03-01 10:00:00 exim 4.98 daemon started",
                "2026-03-01",
                "2026-03-01 10:00:00 [",
                "2026-03-01 10:00:00 1rVbXq-0004Ab-3C"
            })
    void anythingElseIsPassedOver(String line) {
        assertThat(log.read(line, NOW)).isEmpty();
    }

    @Test
    void everyBeginningOfALineIsReadWithoutAnException() {
        String line = "2026-03-01 11:00:00.123 +0100 [4711] " + ID
                + " ** ann@dest.example <ann@x> R=r T=t H=mx [1.2.3.4]: SMTP error \"x\" C=\"250";
        for (int end = 0; end < line.length(); end++) {
            assertThat(log.read(line.substring(0, end), NOW)).isNotNull();
        }
    }

    /** A log that Exim 4.96 wrote: each letter's handled recipients, the last word on each. */
    @Test
    void readsAWholeLog() throws IOException {
        Map<String, EvidenceLevel> fates = new TreeMap<>();
        Map<String, String> letters = new HashMap<>();
        try (InputStream in = EximLogTest.class.getResourceAsStream("/genuine/exim/mainlog")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList()) {
                LogEntry entry =
                        log.read(line, Instant.parse("2026-11-24T12:00:00Z")).orElse(null);
                if (entry instanceof LogEntry.Taken taken) {
                    taken.messageId().ifPresent(id -> letters.put(taken.queueId(), id));
                } else if (entry instanceof LogEntry.Handled handled && letters.containsKey(handled.queueId())) {
                    String about = letters.get(handled.queueId()) + " "
                            + handled.originalTo().or(handled::to).orElseThrow();
                    fates.put(about, handled.level());
                }
            }
        }
        assertThat(fates)
                .hasSize(17)
                .containsEntry("<letter.2@corp.example> unknown@dest.example", EvidenceLevel.BOUNCED)
                .containsEntry("<letter.2@corp.example> ann@dest.example", EvidenceLevel.RELAYED)
                .containsEntry("<letter.6@corp.example> spam@dest.example", EvidenceLevel.BOUNCED)
                .containsEntry("<letter.8@corp.example> ann@relay.example", EvidenceLevel.DELIVERED)
                .containsEntry("<letter.11@corp.example> forward@relay.example", EvidenceLevel.RELAYED)
                .containsEntry("<letter.12@corp.example> later@dest.example", EvidenceLevel.BOUNCED)
                .containsEntry("<letter.13@corp.example> ann@slow.example", EvidenceLevel.BOUNCED)
                .containsEntry("<letter.14@corp.example> ann@nowhere.invalid", EvidenceLevel.BOUNCED)
                .containsEntry("<letter.15@corp.example> full@dest.example", EvidenceLevel.BOUNCED);
    }
}
