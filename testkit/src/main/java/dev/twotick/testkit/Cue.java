package dev.twotick.testkit;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Tells a {@link ScriptedSmtpServer} what to do at a stage: first when, then what. Nothing is changed before the last word.
 *
 * {@snippet :
 * server.at(Stage.FINAL).once().close();
 * server.at(Stage.RCPT).forRecipient("bob@b.example").reply("550 5.1.1 no such user");
 * server.at(Stage.BODY).afterBytes(10_000).reset();
 * }
 *
 * <p>What is to happen a number of times happens first, in the order in which it was said; then what always happens, of which
 * the last word counts. Immutable.
 */
public final class Cue {
    private static final int ALWAYS = 0;

    private final Script script;
    private final Rule rule;
    private final int times;

    private Cue(Script script, Rule rule, int times) {
        this.script = script;
        this.rule = rule;
        this.times = times;
    }

    static Cue at(Script script, Stage stage) {
        return new Cue(script, Rule.normal(stage), ALWAYS);
    }

    /**
     * Only the next time.
     *
     * @return a changed copy
     */
    public Cue once() {
        return times(1);
    }

    /**
     * Only the next few times.
     *
     * @param count how often, at least 1
     * @return a changed copy
     * @throws IllegalArgumentException for less
     */
    public Cue times(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("times must be 1 or more, not " + count);
        }
        return new Cue(script, rule, count);
    }

    /**
     * Only for a recipient: at RCPT when it is the one named, from DATA to FINAL when it is among those accepted.
     *
     * @param address the address as the client writes it, in any case
     * @return a changed copy
     */
    public Cue forRecipient(String address) {
        return with(new Rule(
                rule.stage(), Optional.of(address), rule.afterBytes(), rule.delay(), rule.taking(), rule.reaction()));
    }

    /**
     * Only once so much of the letter has come in; for {@link Stage#BODY}. A shorter letter passes.
     *
     * @param octets octets on the wire after DATA's reply, stuffed dots included
     * @return a changed copy
     */
    public Cue afterBytes(long octets) {
        return with(new Rule(rule.stage(), rule.recipient(), octets, rule.delay(), rule.taking(), rule.reaction()));
    }

    /**
     * Waits before it does what follows.
     *
     * @param delay how long
     * @return a changed copy
     */
    public Cue after(Duration delay) {
        return with(new Rule(rule.stage(), rule.recipient(), rule.afterBytes(), delay, rule.taking(), rule.reaction()));
    }

    /**
     * Takes responsibility for the letter although what follows keeps the client from hearing of it; for {@link Stage#FINAL}.
     *
     * @return a changed copy
     */
    public Cue afterTaking() {
        return with(new Rule(rule.stage(), rule.recipient(), rule.afterBytes(), rule.delay(), true, rule.reaction()));
    }

    /**
     * Gives a reply of other lines. What the server does next follows from their codes, as if it had meant them.
     *
     * @param lines raw lines with their codes, for example {@code 250-one} and {@code 550 two}; CRLF is added
     */
    public void reply(String... lines) {
        then(new Reaction.Answer(List.of(lines), false));
    }

    /**
     * Gives a reply of other lines and closes the connection, as servers do with 421.
     *
     * @param lines raw lines; CRLF is added
     */
    public void replyThenClose(String... lines) {
        then(new Reaction.Answer(List.of(lines), true));
    }

    /**
     * Begins a reply and closes the connection in its middle.
     *
     * @param text what leaves, for example {@code 25}, or {@code 250-ok} with CRLF
     */
    public void halfReply(String text) {
        then(new Reaction.Part(text));
    }

    /** Never answers and keeps the connection open; at {@link Stage#BODY} it stops reading as well. */
    public void silence() {
        then(new Reaction.Silence());
    }

    /** Closes the connection without an answer: FIN, or what the system makes of a close in the middle of a letter. */
    public void close() {
        then(new Reaction.Close());
    }

    /** Resets the connection without an answer (RST). */
    public void reset() {
        then(new Reaction.Reset());
    }

    /**
     * Sends a line that belongs nowhere, then the normal reply.
     *
     * @param line the line; CRLF is added
     */
    public void junk(String line) {
        then(new Reaction.Proceed(Optional.of(line), Duration.ZERO));
    }

    /**
     * Gives the normal reply late.
     *
     * @param delay how late
     */
    public void delay(Duration delay) {
        after(delay).then(Reaction.normal());
    }

    /**
     * Gives the normal reply byte by byte.
     *
     * @param gap how long it waits before each byte
     */
    public void drip(Duration gap) {
        then(new Reaction.Proceed(Optional.empty(), gap));
    }

    private Cue with(Rule changed) {
        return new Cue(script, changed, times);
    }

    private void then(Reaction reaction) {
        Rule finished =
                new Rule(rule.stage(), rule.recipient(), rule.afterBytes(), rule.delay(), rule.taking(), reaction);
        if (times == ALWAYS) {
            script.addLasting(finished);
        } else {
            script.add(finished, times);
        }
    }
}
