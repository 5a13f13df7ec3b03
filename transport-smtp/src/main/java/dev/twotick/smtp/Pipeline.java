package dev.twotick.smtp;

import dev.twotick.smtp.Awaited.Command;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission.Recipient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What was said over a connection and not answered yet, in the order in which the replies are to come. Used by one thread. */
final class Pipeline {
    private static final byte[] LAST_DOT = ".\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SmtpConnection connection;
    private final Deque<Awaited> awaited = new ArrayDeque<>();
    private final Deque<Transaction> ended = new ArrayDeque<>();

    Pipeline(SmtpConnection connection) {
        this.connection = connection;
    }

    /** Adds a command to the group. */
    void ask(Awaited reply, String command) throws IOException {
        connection.add(command);
        awaited.add(reply);
    }

    /** Adds the last dot, which must follow on CRLF. */
    void lastDot(Transaction transaction) throws IOException {
        connection.atSending(transaction::dotLeaves);
        connection.add(LAST_DOT, 0, LAST_DOT.length);
        connection.afterSending(transaction::dotIsOut);
        end(transaction);
    }

    /**
     * Adds a dot that ends a letter of no octets, for nobody.
     *
     * @throws ProtocolException in LMTP, where no reply would follow, so that DATA must be refused (RFC 2033 section 4.2)
     */
    void emptyLetter(Transaction transaction) throws IOException {
        if (connection.lmtp()) {
            throw new ProtocolException("a yes to DATA without a recipient");
        }
        connection.add(LAST_DOT, 0, LAST_DOT.length);
        awaited.add(new Awaited(transaction, Command.NOTHING, Optional.empty()));
    }

    /** The last octet after BDAT LAST was added, and has not left. */
    void lastOctet(Transaction transaction) {
        connection.atSending(transaction::dotLeaves);
        connection.afterSending(transaction::dotIsOut);
        end(transaction);
    }

    private void end(Transaction transaction) {
        ended.add(transaction);
        if (connection.lmtp()) {
            transaction.accepted().forEach(recipient -> awaited.add(about(transaction, Command.LAST, recipient)));
        } else {
            awaited.add(new Awaited(transaction, Command.LAST, Optional.empty()));
        }
    }

    /** A part of the letter was added, which is answered by itself. */
    void expectChunk(Transaction transaction) {
        awaited.add(new Awaited(transaction, Command.CHUNK, Optional.empty()));
    }

    /** Sends what was added. */
    void send() throws IOException {
        connection.send();
    }

    /** Every command has its reply. */
    boolean caughtUp() {
        return awaited.isEmpty();
    }

    /** How many replies are to come. */
    int awaited() {
        return awaited.size();
    }

    /** How many letters are written to their end and not answered. */
    int underWay() {
        return ended.size();
    }

    /** A letter's fate hangs on replies that are still to come. */
    boolean undecided() {
        return ended.stream().anyMatch(transaction -> transaction.dotLeft() && !transaction.mailRefused());
    }

    /** What the next reply is about. */
    Awaited next() {
        return awaited.element();
    }

    /** Waits for the next reply. */
    Reply hear() throws IOException {
        Awaited what = next();
        // a letter whose end is out waits for those before it, which is no reason to call it a doubt
        connection.workOn(
                what.transaction().dotLeft()
                        ? System.nanoTime()
                        : what.transaction().start());
        return what.command() == Command.LAST ? connection.finalReply() : connection.reply();
    }

    /** The next reply was understood. */
    void answered() {
        awaited.remove();
    }

    /** The transaction whose end was written first has all its replies. */
    void conclude(Transaction transaction) {
        ended.remove(transaction);
    }

    /** Which reply a transaction waits for; empty when it has all. */
    Optional<Command> awaitedBy(Transaction transaction) {
        for (Awaited one : awaited) {
            if (one.transaction().equals(transaction)) {
                return Optional.of(one.command());
            }
        }
        return Optional.empty();
    }

    /** Those that were written to their end and are not answered, in order. */
    List<Transaction> unanswered() {
        return new ArrayList<>(ended);
    }

    /** Whom a reply concerns alone. */
    static Awaited about(Transaction transaction, Command command, Recipient recipient) {
        return new Awaited(transaction, command, Optional.of(recipient));
    }
}
