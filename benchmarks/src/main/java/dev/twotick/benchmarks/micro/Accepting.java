package dev.twotick.benchmarks.micro;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Envelope;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.Terms;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What {@code send} does to a letter before it is stored. */
@State(Scope.Thread)
public class Accepting {
    private static final String LINE = "Dear Ann, this invoice is due on Friday; please look at it today.\r\n";
    private static final Terms TERMS =
            new Terms(Assurance.submitted().orElse(Duration.ofHours(1), OnDoubt.RESOLVE), false, Optional.empty());

    /** Octets of the text. */
    @Param({"2048", "102400"})
    public int size;

    private final Session session = Session.getInstance(new Properties());
    private final Envelope envelope =
            new Envelope(EmailAddress.of("billing@corp.test"), List.of(EmailAddress.of("ann@dest.test")));
    private String text = "";
    private byte[] rendered = {};
    private Letter letter = Letter.raw("From: a@b.test\r\n\r\n".getBytes(StandardCharsets.US_ASCII), envelope);

    /** Begins without a letter. */
    public Accepting() {}

    /** Makes the letter. */
    @Setup
    public void write() {
        text = LINE.repeat(size / LINE.length());
        rendered = ("From: billing@corp.test\r\nTo: ann@dest.test\r\nSubject: Invoice 4711\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text)
                .getBytes(StandardCharsets.US_ASCII);
        letter = Letter.raw(rendered, envelope);
    }

    /**
     * Takes ready bytes: line ends, limits and header are checked.
     *
     * @return the letter
     */
    @Benchmark
    public Letter raw() {
        return Letter.raw(rendered, envelope);
    }

    /**
     * Takes a fresh message of Jakarta Mail, which renders it.
     *
     * @return the letter
     * @throws MessagingException when it cannot be made
     */
    @Benchmark
    public Letter freshMessage() throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("billing@corp.test"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress("ann@dest.test"));
        message.setSubject("Invoice 4711");
        message.setText(text, "utf-8");
        return Letter.of(message);
    }

    /**
     * Fixes the bytes: Date, Message-ID and digest.
     *
     * @return what is stored
     */
    @Benchmark
    public SealedLetter seal() {
        LetterId id = LetterId.create(Instant.now(), ThreadLocalRandom.current());
        return letter.seal(id, id.acceptedAt(), "<" + id + "@corp.test>", Optional.empty(), TERMS);
    }
}
