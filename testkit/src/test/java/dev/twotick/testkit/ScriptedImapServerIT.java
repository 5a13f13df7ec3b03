package dev.twotick.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.plugin.TrustFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ScriptedImapServerIT {
    private static final byte[] MAIL =
            "Message-ID: <1@b.example>\r\n\r\nHello.\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ScriptedImapServer server = ScriptedImapServer.start();
    private final ScriptedFolder folder = server.addFolder("Bounces");
    private Socket socket;
    private BufferedReader in;

    @BeforeEach
    void connect() throws IOException {
        use(new Socket(server.host(), server.port()));
        hear();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        server.close();
    }

    private void use(Socket other) throws IOException {
        socket = other;
        socket.setSoTimeout(10_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private String hear() throws IOException {
        return in.readLine();
    }

    private void say(String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** All lines up to the tagged one. */
    private List<String> ask(String command) throws IOException {
        say("A1 " + command);
        List<String> answer = new ArrayList<>(List.of(hear()));
        while (!answer.get(answer.size() - 1).startsWith("A1 ")) {
            answer.add(hear());
        }
        return answer;
    }

    @Test
    void letsItsOnlyUserIn() throws IOException {
        assertThat(ask("LOGIN billing@example.com wrong")).last().asString().startsWith("A1 NO [AUTHENTICATIONFAILED]");
        assertThat(ask("LOGIN " + ScriptedImapServer.USER + " \"" + ScriptedImapServer.PASSWORD + "\""))
                .last()
                .asString()
                .startsWith("A1 OK");
    }

    @Test
    void tellsTheNumberingOfAFolder() throws IOException {
        folder.keep(40, MAIL);

        assertThat(ask("EXAMINE Bounces"))
                .contains("* 1 EXISTS")
                .anyMatch(line -> line.startsWith("* OK [UIDVALIDITY " + folder.uidValidity() + "]"))
                .anyMatch(line -> line.startsWith("* OK [UIDNEXT 41]"))
                .last()
                .asString()
                .startsWith("A1 OK [READ-ONLY]");
    }

    @Test
    void handsOutMessagesByUidAndByNumber() throws IOException {
        folder.keep(3, MAIL);
        folder.keep(5, MAIL);
        folder.keep(9, MAIL);
        folder.expunge(5);
        ask("SELECT Bounces");

        assertThat(ask("UID FETCH 4:* (RFC822.SIZE)"))
                .containsExactly("* 2 FETCH (UID 9 RFC822.SIZE 37)", "A1 OK done");
        assertThat(ask("FETCH 1 (UID)")).containsExactly("* 1 FETCH (UID 3)", "A1 OK done");
        assertThat(ask("UID SEARCH HEADER Message-ID \"<1@b.example>\"")).contains("* SEARCH 3 9");
    }

    @Test
    void numbersAnewAfterARestore() {
        long before = folder.uidValidity();
        folder.keep(40, MAIL);

        folder.renumber();

        assertThat(folder.uidValidity()).isNotEqualTo(before);
        assertThat(folder.messages()).extracting(KeptMessage::uid).containsExactly(1L);
        assertThatIllegalArgumentException().isThrownBy(() -> folder.keep(1, MAIL));
    }

    @Test
    void takesAMessageByAppend() throws IOException {
        say("A1 APPEND Bounces (\\Seen) {5}");
        assertThat(hear()).startsWith("+ ");

        assertThat(ask("LO")).containsExactly("A1 OK [APPENDUID " + folder.uidValidity() + " 1] done");

        assertThat(folder.messages()).singleElement().satisfies(kept -> {
            assertThat(kept.octets()).isEqualTo("A1 LO");
            assertThat(kept.flags()).isEqualTo("(\\Seen)");
        });
    }

    @Test
    void tellsOfNewMessagesWhileAClientIsIdle() throws IOException {
        ask("EXAMINE Bounces");
        folder.keep(MAIL);
        say("A1 IDLE");
        assertThat(hear()).startsWith("+ ");
        assertThat(hear()).isEqualTo("* 1 EXISTS");

        folder.keep(MAIL);

        assertThat(hear()).isEqualTo("* 2 EXISTS");
        say("DONE");
        assertThat(hear()).isEqualTo("A1 OK done");
        assertThat(server.commands()).containsExactly("EXAMINE", "IDLE", "DONE");
    }

    @Test
    void followsItsScriptAndIsThenItselfAgain() throws IOException {
        server.on("NOOP", ImapReaction.reply("NO not now"), ImapReaction.after("* OK [ALERT] soon"))
                .always("CREATE", ImapReaction.reply("NO [CANNOT] never"));

        assertThat(ask("NOOP")).containsExactly("A1 NO not now");
        assertThat(ask("NOOP")).containsExactly("* OK [ALERT] soon", "A1 OK done");
        assertThat(ask("NOOP")).containsExactly("A1 OK done");
        assertThat(ask("CREATE a")).isEqualTo(ask("CREATE a")).containsExactly("A1 NO [CANNOT] never");
    }

    @Test
    void endsAConnectionAsTold() throws IOException {
        server.on("NOOP", ImapReaction.last("* BYE going down"));
        say("A1 NOOP");

        assertThat(hear()).isEqualTo("* BYE going down");
        assertThat(hear()).isNull();
        use(new Socket(server.host(), server.port()));
        hear();
        server.cutConnections();
        assertThat(hear()).isNull();
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void makesTlsOfAConnection(@TempDir Path directory) throws Exception {
        TestCertificates certificates = TestCertificates.create(directory);
        server.offersTls(certificates.serverContext());
        assertThat(ask("CAPABILITY").get(0)).endsWith(" STARTTLS");
        ask("STARTTLS");

        Settings settings =
                Settings.EMPTY.with(TrustFile.KEY, certificates.trustFile().toString());
        SSLSocket tls = (SSLSocket) TrustFile.context(Section.of(settings))
                .getSocketFactory()
                .createSocket(socket, "localhost", server.port(), true);
        tls.startHandshake();
        use(tls);

        assertThat(ask("CAPABILITY").get(0)).doesNotContain("STARTTLS");
    }
}
