package dev.twotick.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScriptedSmtpServerIT {
    private ScriptedSmtpServer server;
    private RawClient client;

    @BeforeEach
    void connect() throws IOException {
        server = ScriptedSmtpServer.start();
        client = new RawClient(server);
    }

    @AfterEach
    void disconnect() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void takesALetterAndTellsItsQueueId() throws Exception {
        String reply = client.send("Subject: x\r\n\r\n..two dots\r\n.. and\r\nend", "ann@b.example", "bob@b.example");

        ReceivedLetter letter = server.letters().get(0);
        assertThat(reply).isEqualTo("250 2.0.0 Ok: queued as " + letter.queueId());
        assertThat(letter.text()).isEqualTo("Subject: x\r\n\r\n.two dots\r\n. and\r\nend\r\n");
        assertThat(letter.header("subject")).contains("x");
        assertThat(letter.reversePath()).isEqualTo("billing@example.com");
        assertThat(letter.addresses()).containsExactly("ann@b.example", "bob@b.example");
        assertThat(letter.acknowledged()).isTrue();
        assertThat(letter.encrypted()).isFalse();
    }

    @Test
    void handsALetterOnBeforeItsReplyAndTellsOfItAfterwards() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        try (ScriptedSmtpServer telling = ScriptedSmtpServer.setUp()
                        .deliverTo(letter -> calls.add("delivered " + letter.queueId()))
                        .afterReply(letter -> {
                            calls.add((holds(heard) ? "heard " : "not heard ") + letter.queueId());
                            calls.add("acknowledged " + letter.acknowledged());
                        })
                        .start();
                RawClient sender = new RawClient(telling)) {
            telling.at(Stage.FINAL).forRecipient("bob@b.example").once().reply("451 4.3.0 later");
            assertThat(sender.send("x", "bob@b.example")).startsWith("451");
            assertThat(sender.ask("RSET")).startsWith("250");
            sender.ask("MAIL FROM:<billing@example.com>");
            sender.ask("RCPT TO:<ann@b.example>");
            sender.ask("DATA");
            sender.say("x");
            String reply = sender.ask(".");
            heard.countDown();
            assertThat(sender.ask("NOOP")).as("it goes on").startsWith("250");

            String queueId = reply.substring(reply.lastIndexOf(' ') + 1);
            assertThat(calls).containsExactly("delivered " + queueId, "heard " + queueId, "acknowledged true");
        }
    }

    /** Whether the client has the reply while the server still tells of it. */
    private static boolean holds(CountDownLatch heard) {
        try {
            return heard.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void answersPipelinedCommandsInTheirOrder() throws Exception {
        client.say(
                "EHLO c.example",
                "MAIL FROM:<a@b.example> RET=HDRS ENVID=e+3D1 BODY=8BITMIME",
                "RCPT TO:<ann@b.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;ann@b.example",
                "DATA");
        client.hearReply();
        assertThat(client.hearReply()).endsWith("SMTPUTF8");
        assertThat(client.hear()).startsWith("250 2.1.0");
        assertThat(client.hear()).startsWith("250 2.1.5");
        assertThat(client.hear()).startsWith("354");
        client.say("", "x", ".", "QUIT");
        assertThat(client.hear()).startsWith("250 2.0.0 Ok: queued as");
        assertThat(client.hear()).startsWith("221");
        assertThat(client.hear()).isNull();

        ReceivedLetter letter = server.letters().get(0);
        assertThat(letter.mailParameters()).isEqualTo(Map.of("RET", "HDRS", "ENVID", "e+3D1", "BODY", "8BITMIME"));
        assertThat(letter.recipients().get(0).parameters())
                .isEqualTo(Map.of("NOTIFY", "SUCCESS,FAILURE", "ORCPT", "rfc822;ann@b.example"));
        assertThat(server.commands()).hasSize(5).last().isEqualTo("QUIT");
    }

    @Test
    void takesALetterInChunksAndInOneGroup() throws Exception {
        try (ScriptedSmtpServer chunking =
                        ScriptedSmtpServer.setUp().offer("CHUNKING").start();
                RawClient asking = new RawClient(chunking)) {
            asking.hearReply();
            asking.ask("EHLO c.example");
            asking.sayRaw(
                    "MAIL FROM:<a@b.example>\r\nRCPT TO:<ann@b.example>\r\nBDAT 5\r\n.a\r\n.BDAT 4 LAST\r\n..\r\n");
            assertThat(asking.hear()).startsWith("250 2.1.0");
            assertThat(asking.hear()).startsWith("250 2.1.5");
            assertThat(asking.hear()).isEqualTo("250 2.0.0 5 octets received");
            assertThat(asking.hear()).startsWith("250 2.0.0 Ok: queued as");

            assertThat(chunking.letters().get(0).text()).isEqualTo(".a\r\n...\r\n");
        }
    }

    @Test
    void aChunkForNobodyIsReadAndRefusedUntilReset() throws Exception {
        try (ScriptedSmtpServer chunking =
                        ScriptedSmtpServer.setUp().offer("CHUNKING").start();
                RawClient asking = new RawClient(chunking)) {
            chunking.at(Stage.RCPT).once().reply("550 5.1.1 no");
            asking.hearReply();
            asking.ask("EHLO c.example");
            asking.sayRaw("MAIL FROM:<a@b.example>\r\nRCPT TO:<ann@b.example>\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n");
            assertThat(asking.hear()).startsWith("250");
            assertThat(asking.hear()).startsWith("550");
            assertThat(asking.hear()).startsWith("503 5.5.1 No valid recipients");
            assertThat(asking.hear()).startsWith("250");
            assertThat(asking.ask("MAIL FROM:<a@b.example>")).startsWith("503");
            assertThat(asking.ask("RCPT TO:<ann@b.example>")).startsWith("503");
            assertThat(asking.ask("RSET")).startsWith("250");
            assertThat(asking.ask("MAIL FROM:<a@b.example>")).startsWith("250");
            assertThat(chunking.received()).isEmpty();
        }
    }

    @Test
    void aChunkThatIsRefusedSpoilsTheLetter() throws Exception {
        try (ScriptedSmtpServer chunking =
                        ScriptedSmtpServer.setUp().offer("CHUNKING").start();
                RawClient asking = new RawClient(chunking)) {
            chunking.at(Stage.CHUNK).reply("452 4.3.1 disk full");
            asking.hearReply();
            asking.ask("EHLO c.example");
            asking.ask("MAIL FROM:<a@b.example>");
            asking.ask("RCPT TO:<ann@b.example>");
            asking.sayRaw("BDAT 2\r\nxyBDAT 2 LAST\r\n\r\n");
            assertThat(asking.hear()).startsWith("452");
            assertThat(asking.hear()).startsWith("503");
            assertThat(chunking.received()).isEmpty();
        }
    }

    @Test
    void saysWhatNobodyAskedFor() throws Exception {
        client.hearReply();
        server.sayUnasked("421 4.4.2 idle for too long");

        assertThat(client.hear()).isEqualTo("421 4.4.2 idle for too long");
    }

    @Test
    void aBareLineFeedDoesNotEndTheLetter() throws Exception {
        client.toBody("ann@b.example");
        client.sayRaw("a\n.\nb\r\n.\rc\r\n.\r\n");

        assertThat(client.hear()).startsWith("250");
        assertThat(server.letters().get(0).text()).isEqualTo("a\n.\nb\r\n\rc\r\n");
    }

    @Test
    void refusesWhatItDoesNotOffer() throws Exception {
        try (ScriptedSmtpServer plain = ScriptedSmtpServer.setUp()
                        .without("DSN")
                        .without("SMTPUTF8")
                        .offer("SIZE 1000")
                        .start();
                RawClient asking = new RawClient(plain)) {
            asking.hearReply();
            asking.ask("EHLO c.example");
            assertThat(asking.ask("MAIL FROM:<a@b.example> RET=HDRS")).isEqualTo("555 5.5.4 RET was not offered");
            assertThat(asking.ask("MAIL FROM:<ä@b.example>")).startsWith("553 5.6.7");
            assertThat(asking.ask("MAIL FROM:<a@b.example> SIZE=1001")).startsWith("552 5.3.4");
            assertThat(asking.ask("MAIL FROM:a@b.example")).startsWith("501");
            assertThat(asking.ask("RCPT TO:<a@b.example>")).startsWith("503");
            assertThat(asking.ask("DATA")).startsWith("554");
            assertThat(asking.ask("MAIL FROM:<> SIZE=1000")).startsWith("250");
            assertThat(asking.ask("MAIL FROM:<>")).startsWith("503");
            assertThat(asking.ask("RSET")).startsWith("250");
            assertThat(asking.ask("NOOP")).startsWith("250");
            assertThat(asking.ask("MAIL FROM:<>")).startsWith("250");
            assertThat(asking.ask("VRFY ann")).startsWith("500");
        }
    }

    @Test
    void letsInOnlyTheUser() throws Exception {
        try (ScriptedSmtpServer locked =
                        ScriptedSmtpServer.setUp().login("app", "secret").start();
                RawClient asking = new RawClient(locked)) {
            asking.hearReply();
            assertThat(asking.ask("EHLO c.example")).isEqualTo("250 AUTH PLAIN LOGIN");
            assertThat(asking.ask("MAIL FROM:<a@b.example>")).startsWith("530");
            assertThat(asking.ask("AUTH PLAIN " + base64("\0app\0wrong"))).startsWith("535");
            assertThat(asking.ask("AUTH CRAM-MD5")).startsWith("504");
            assertThat(asking.ask("AUTH LOGIN")).isEqualTo("334 " + base64("Username:"));
            assertThat(asking.ask(base64("app"))).isEqualTo("334 " + base64("Password:"));
            assertThat(asking.ask(base64("secret"))).startsWith("235");
            assertThat(asking.ask("MAIL FROM:<a@b.example>")).startsWith("250");
        }
    }

    @Test
    void aScriptedChallengeIsFollowedByAVerdict() throws Exception {
        server.at(Stage.AUTH).once().reply("334 e30=");
        client.hearReply();
        client.ask("EHLO c.example");

        assertThat(client.ask("AUTH XOAUTH2 abc")).isEqualTo("334 e30=");
        assertThat(client.ask("")).startsWith("535");
    }

    @Test
    void refusesOneRecipientAndTakesTheOthers() throws Exception {
        server.at(Stage.RCPT).forRecipient("Bob@b.example").reply("550-5.1.1 no", "550 5.1.1 such user");

        client.send("x", "ann@b.example", "bob@b.example");

        assertThat(server.letters().get(0).addresses()).containsExactly("ann@b.example");
    }

    @Test
    void aRefusedLetterIsReceivedButNotTaken() throws Exception {
        server.at(Stage.FINAL).once().reply("451 4.3.0 later");

        assertThat(client.send("x", "ann@b.example")).isEqualTo("451 4.3.0 later");

        assertThat(server.received()).hasSize(1);
        assertThat(server.letters()).isEmpty();
    }

    @Test
    void aReplyOfTwoMindsTakesNothing() throws Exception {
        server.at(Stage.FINAL).reply("250-yes", "550 no");

        client.send("x", "ann@b.example");

        assertThat(server.letters()).isEmpty();
    }

    @Test
    void closesAfterTheDotWithoutAnAnswer() throws Exception {
        server.at(Stage.FINAL).close();

        assertThat(client.send("x", "ann@b.example")).isNull();

        assertThat(server.received()).hasSize(1);
        assertThat(server.letters()).isEmpty();
    }

    @Test
    void takesALetterAndKeepsItToItself() throws Exception {
        server.at(Stage.FINAL).forRecipient("ann@b.example").afterTaking().close();

        assertThat(client.send("x", "ann@b.example")).isNull();

        assertThat(server.letters()).hasSize(1).noneMatch(ReceivedLetter::acknowledged);
    }

    @Test
    void resetsAfterTheDot() throws Exception {
        server.at(Stage.FINAL).reset();

        assertThatThrownBy(() -> client.send("x", "ann@b.example")).isInstanceOf(SocketException.class);
    }

    @Test
    void givesHalfAReplyAndCloses() throws Exception {
        server.at(Stage.FINAL).halfReply("25");

        assertThat(client.send("x", "ann@b.example")).isEqualTo("25");
        assertThat(client.hear()).isNull();
    }

    @Test
    void saysAJunkLineFirst() throws Exception {
        server.at(Stage.FINAL).junk("*** spam filter says hello");

        client.toBody("ann@b.example");
        client.say("x", ".");

        assertThat(client.hear()).isEqualTo("*** spam filter says hello");
        assertThat(client.hear()).startsWith("250");
        assertThat(server.letters()).hasSize(1);
    }

    @Test
    void keepsSilent() throws Exception {
        server.at(Stage.MAIL).silence();
        client.hearReply();
        client.timeout(200);

        assertThatThrownBy(() -> client.ask("MAIL FROM:<a@b.example>")).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void answersLateAndByteByByte() throws Exception {
        server.at(Stage.MAIL).delay(Duration.ofMillis(150));
        server.at(Stage.RCPT).drip(Duration.ofMillis(20));
        client.hearReply();
        long start = System.nanoTime();

        assertThat(client.ask("MAIL FROM:<a@b.example>")).startsWith("250");
        long mail = System.nanoTime();
        assertThat(client.ask("RCPT TO:<a@b.example>")).isEqualTo("250 2.1.5 Ok");

        assertThat(Duration.ofNanos(mail - start)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
        assertThat(Duration.ofNanos(System.nanoTime() - mail)).isGreaterThanOrEqualTo(Duration.ofMillis(13 * 20));
    }

    @Test
    void cutsTheLineInTheMiddleOfALetter() throws Exception {
        server.at(Stage.BODY).afterBytes(1000).reset();
        client.toBody("ann@b.example");
        client.sayOctets(1000);

        assertThatThrownBy(() -> client.hear()).isInstanceOf(SocketException.class);
        assertThat(server.received()).isEmpty();
    }

    @Test
    void refusesInTheMiddleOfALetter() throws Exception {
        server.at(Stage.BODY).afterBytes(1000).reply("552 5.3.4 too big");
        client.toBody("ann@b.example");
        client.sayOctets(2000);

        assertThat(client.hear()).isEqualTo("552 5.3.4 too big");
        assertThat(client.ask(".\r\nNOOP")).startsWith("250");
        assertThat(server.letters()).isEmpty();
    }

    @Test
    void aShortLetterPassesAnOffset() throws Exception {
        server.at(Stage.BODY).afterBytes(1000).reset();

        assertThat(client.send("x", "ann@b.example")).startsWith("250");
    }

    @Test
    void doesThingsInTheOrderOfTheScript() throws Exception {
        server.at(Stage.MAIL).reply("250 ok then");
        server.at(Stage.MAIL).times(2).reply("450 busy");
        server.at(Stage.MAIL).once().reply("550 no");
        client.hearReply();

        List<String> replies = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            replies.add(client.ask("MAIL FROM:<a@b.example>"));
        }

        assertThat(replies).containsExactly("450 busy", "450 busy", "550 no", "250 ok then");
        server.behave();
        client.ask("RSET");
        assertThat(client.ask("MAIL FROM:<a@b.example>")).isEqualTo("250 2.1.0 Ok");
    }

    @Test
    void closesWithA421() throws Exception {
        server.at(Stage.RCPT).once().replyThenClose("421 4.3.2 shutting down");
        client.hearReply();
        client.ask("MAIL FROM:<a@b.example>");

        assertThat(client.ask("RCPT TO:<a@b.example>")).startsWith("421");
        assertThat(client.hear()).isNull();
    }

    @Test
    void refusesToGreet() throws Exception {
        client.hearReply();
        server.at(Stage.GREETING).once().replyThenClose("421 4.3.2 not now");

        try (RawClient second = new RawClient(server)) {
            assertThat(second.hear()).isEqualTo("421 4.3.2 not now");
            assertThat(second.hear()).isNull();
        }
        assertThat(server.connections()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(server.openConnections()).isEqualTo(1));
    }

    @Test
    void servesManyAtOnce() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String recipient = "r" + i + "@b.example";
                all.add(() -> {
                    try (RawClient each = new RawClient(server)) {
                        return each.send("x", recipient);
                    }
                });
            }
            clients.invokeAll(all);
        } finally {
            clients.shutdown();
        }
        assertThat(server.awaitLetters(40, Duration.ofSeconds(10)))
                .extracting(ReceivedLetter::queueId)
                .doesNotHaveDuplicates();
    }

    @Test
    void tellsWhatCameWhenLettersStayAway() {
        assertThatThrownBy(() -> server.awaitLetters(1, Duration.ofMillis(20)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1 letters were awaited and 0 came");
    }

    @Test
    void closingCutsEverySession() throws Exception {
        client.hearReply();
        server.close();

        assertThat(client.hear()).isNull();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
