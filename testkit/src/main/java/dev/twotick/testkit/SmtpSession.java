package dev.twotick.testkit;

import dev.twotick.testkit.ReceivedLetter.Recipient;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** One session of a scripted server, from the greeting to the end of the connection. Used by one thread. */
final class SmtpSession {
    private final SmtpSetup setup;
    private final Script script;
    private final SmtpLedger ledger;
    private final SmtpWire wire;
    private final Consumer<ReceivedLetter> taken;
    private final Transaction transaction = new Transaction();
    private boolean loggedIn;

    SmtpSession(SmtpSetup setup, Script script, SmtpLedger ledger, SmtpWire wire, Consumer<ReceivedLetter> taken) {
        this.setup = setup;
        this.script = script;
        this.ledger = ledger;
        this.wire = wire;
        this.taken = taken;
    }

    /** Serves until the client or the script ends the session. */
    void serve() throws IOException {
        if (setup.implicitTls()) {
            encrypt();
        }
        answer(Stage.GREETING, "220 scripted.example ESMTP");
        while (true) {
            String line = wire.readLine();
            ledger.command(line);
            obey(line);
        }
    }

    private void obey(String line) throws IOException {
        String word = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        switch (setup.lmtp() ? ofLmtp(word) : word) {
            case "EHLO" -> ehlo();
            case "HELO" -> answer(Stage.EHLO, "250 scripted.example");
            case "STARTTLS" -> starttls();
            case "AUTH" -> auth(line);
            case "MAIL" -> mail(line);
            case "RCPT" -> rcpt(line);
            case "DATA" -> data();
            case "BDAT" -> chunk(line);
            case "RSET" -> {
                transaction.clear();
                wire.write("250 2.0.0 Ok\r\n");
            }
            case "NOOP" -> wire.write("250 2.0.0 Ok\r\n");
            case "QUIT" -> {
                answer(Stage.QUIT, "221 2.0.0 Bye");
                hangUp();
            }
            default -> wire.write("500 5.5.2 " + word.length() + " unknown letters\r\n");
        }
    }

    private static String ofLmtp(String word) {
        return switch (word) {
            case "LHLO" -> "EHLO";
            case "EHLO", "HELO" -> "";
            default -> word;
        };
    }

    private void ehlo() throws IOException {
        transaction.clear();
        List<String> texts = new ArrayList<>(List.of("scripted.example"));
        texts.addAll(setup.offered(wire.encrypted()).lines());
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            lines.add((i < texts.size() - 1 ? "250-" : "250 ") + texts.get(i));
        }
        answer(Stage.EHLO, lines.toArray(new String[0]));
    }

    private void starttls() throws IOException {
        if (!setup.offered(wire.encrypted()).offers("STARTTLS")) {
            wire.write("502 5.5.1 not offered\r\n");
            return;
        }
        if (answer(Stage.STARTTLS, "220 2.0.0 Go ahead")) {
            encrypt();
            transaction.clear();
        }
    }

    private void encrypt() throws IOException {
        wire.encrypt(setup.tls().orElseThrow().serverContext(), setup.clientCertificate());
    }

    private void auth(String line) throws IOException {
        Rule rule = script.take(Stage.AUTH, List.of());
        boolean scripted = rule.reaction() instanceof Reaction.Answer;
        List<String> normal = scripted ? List.of() : List.of(new SmtpLogin(setup, wire).verdict(line));
        List<String> reply = rule.reaction().reply(normal);
        loggedIn = positive(reply);
        perform(rule, normal);
        while (!reply.isEmpty() && reply.get(0).startsWith("334")) {
            wire.readLine();
            Rule next = script.take(Stage.AUTH, List.of());
            List<String> refusal = List.of("535 5.7.8 Credentials invalid");
            reply = next.reaction().reply(refusal);
            loggedIn = answer(next, refusal);
        }
    }

    private void mail(String line) throws IOException {
        Optional<Recipient> path = Transaction.parse(line, "MAIL FROM:");
        String normal = "250 2.1.0 Ok";
        if (setup.login().isPresent() && !loggedIn) {
            normal = "530 5.7.0 Authentication required";
        } else if (transaction.begun()) {
            normal = "503 5.5.1 Sender already given";
        } else {
            normal = objection(path).orElse(normal);
        }
        if (answer(Stage.MAIL, normal)) {
            path.ifPresent(transaction::from);
        }
    }

    private void rcpt(String line) throws IOException {
        Optional<Recipient> path = Transaction.parse(line, "RCPT TO:");
        List<String> named = path.map(Recipient::address).stream().toList();
        String normal = named.stream().allMatch(setup.knownRecipients()) ? "250 2.1.5 Ok" : "550 5.1.1 Unknown here";
        boolean inOrder = transaction.begun() && !transaction.chunked();
        normal = inOrder ? objection(path).orElse(normal) : "503 5.5.1 RCPT comes after MAIL and before the letter";
        if (answer(script.take(Stage.RCPT, named), List.of(normal)) && transaction.begun()) {
            path.ifPresent(transaction::to);
        }
    }

    private Optional<String> objection(Optional<Recipient> path) {
        return path.isPresent()
                ? setup.offered(wire.encrypted()).objection(path.get())
                : Optional.of("501 5.5.4 Syntax");
    }

    private void data() throws IOException {
        boolean ready = transaction.begun() && transaction.hasRecipients() && !transaction.chunked();
        String normal = ready ? "354 End with a dot" : "554 5.5.1 No valid recipients";
        Rule rule = script.take(Stage.DATA, transaction.addresses());
        perform(rule, List.of(normal));
        List<String> reply = rule.reaction().reply(List.of(normal));
        if (reply.stream().allMatch(line -> line.startsWith("354"))) {
            body();
        }
    }

    private void body() throws IOException {
        DotReader reader = new DotReader(wire);
        OptionalLong offset = script.bodyOffset(transaction.addresses());
        boolean answeredEarly = false;
        if (offset.isPresent() && !reader.readTo(offset.getAsLong())) {
            Rule rule = script.take(Stage.BODY, transaction.addresses());
            interrupt(rule);
            answeredEarly = rule.reaction() instanceof Reaction.Answer;
            reader.readTo(Long.MAX_VALUE);
        } else if (offset.isEmpty()) {
            reader.readTo(Long.MAX_VALUE);
        }
        finish(reader.letter(), answeredEarly);
    }

    private void chunk(String line) throws IOException {
        Optional<Chunk> command = Chunk.parse(line);
        if (command.isEmpty() || !setup.offered(wire.encrypted()).offers("CHUNKING")) {
            wire.write("501 5.5.4 BDAT was not offered, or not so\r\n");
            hangUp();
            return;
        }
        Chunk chunk = command.get();
        boolean answeredEarly = chunkOctets(chunk.octets());
        boolean expected = transaction.hasRecipients() && !transaction.spoiled();
        if (!expected && !answeredEarly) {
            wire.write("503 5.5.1 No valid recipients\r\n");
        } else if (chunk.last() && expected) {
            finish(transaction.chunks(), answeredEarly);
        } else if (!answeredEarly && !answer(Stage.CHUNK, "250 2.0.0 " + chunk.octets() + " octets received")) {
            transaction.spoil();
        }
    }

    /** Takes the octets in; tells whether the script answered before their end. */
    private boolean chunkOctets(int count) throws IOException {
        OptionalLong offset = script.bodyOffset(transaction.addresses());
        long before = offset.orElse(-1) - transaction.octets();
        if (before < 0 || before >= count) {
            transaction.add(Chunk.read(wire, count));
            return false;
        }
        transaction.add(Chunk.read(wire, before));
        Rule rule = script.take(Stage.BODY, transaction.addresses());
        interrupt(rule);
        transaction.add(Chunk.read(wire, count - before));
        return rule.reaction() instanceof Reaction.Answer;
    }

    private void interrupt(Rule rule) throws IOException {
        if (rule.reaction() instanceof Reaction.Silence) {
            wire.stall();
        }
        if (rule.reaction() instanceof Reaction.Close) {
            wire.pause(rule.delay());
            wire.close();
            throw new EOFException();
        }
        perform(rule, List.of());
    }

    private void finish(byte[] bytes, boolean answeredEarly) throws IOException {
        List<String> addresses = transaction.addresses();
        String queueId = ledger.nextQueueId();
        if (transaction.begun() && transaction.hasRecipients()) {
            ReceivedLetter letter = transaction.letter(queueId, bytes, wire.encrypted());
            ledger.receive(letter);
            if (!answeredEarly && setup.lmtp()) {
                concludeForEach(letter);
            } else if (!answeredEarly) {
                conclude(letter, script.take(Stage.FINAL, addresses));
            }
        } else if (!answeredEarly) {
            wire.write("554 5.5.1 No valid recipients\r\n");
        }
        transaction.clear();
    }

    private void concludeForEach(ReceivedLetter letter) throws IOException {
        for (Recipient recipient : letter.recipients()) {
            conclude(letter.only(recipient), script.take(Stage.FINAL, List.of(recipient.address())));
        }
    }

    private void conclude(ReceivedLetter letter, Rule rule) throws IOException {
        List<String> normal = List.of("250 2.0.0 Ok: queued as " + letter.queueId());
        wire.pause(rule.delay());
        if (positive(rule.reaction().reply(normal))) {
            ReceivedLetter acknowledged = letter.asAcknowledged();
            taken.accept(acknowledged);
            react(rule.reaction(), normal);
            setup.witness().accept(acknowledged);
            return;
        }
        if (rule.taking()) {
            taken.accept(letter);
        }
        react(rule.reaction(), normal);
    }

    private boolean answer(Stage stage, String... normal) throws IOException {
        return answer(script.take(stage, transaction.addresses()), List.of(normal));
    }

    private boolean answer(Rule rule, List<String> normal) throws IOException {
        perform(rule, normal);
        return positive(rule.reaction().reply(normal));
    }

    /** Every line of a complete reply says 2yz. */
    private static boolean positive(List<String> reply) {
        return !reply.isEmpty() && reply.stream().allMatch(line -> line.startsWith("2"));
    }

    private void perform(Rule rule, List<String> normal) throws IOException {
        wire.pause(rule.delay());
        react(rule.reaction(), normal);
    }

    private void react(Reaction reaction, List<String> normal) throws IOException {
        if (reaction instanceof Reaction.Proceed proceed) {
            if (proceed.junk().isPresent()) {
                wire.write(proceed.junk().get() + "\r\n");
            }
            wire.drip(normal, proceed.gap());
        } else if (reaction instanceof Reaction.Answer answer) {
            wire.writeLines(answer.lines());
            if (answer.thenClose()) {
                hangUp();
            }
        } else if (reaction instanceof Reaction.Part part) {
            wire.write(part.text());
            hangUp();
        } else if (reaction instanceof Reaction.Silence) {
            wire.ignore();
            throw new EOFException();
        } else if (reaction instanceof Reaction.Reset) {
            wire.reset();
            throw new EOFException();
        } else {
            hangUp();
        }
    }

    private void hangUp() throws IOException {
        wire.finish();
        throw new EOFException();
    }
}
