package dev.twotick.testkit;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Mailboxes on this machine that receipts come to by SMTP and that are read by IMAP, both on ephemeral ports of 127.0.0.1.
 * GreenMail serves IMAP; the SMTP side is a {@link ScriptedSmtpServer}, since GreenMail refuses mails with the null
 * reverse-path and makes a mailbox for every address it meets.
 *
 * <p>Mail to a sub-address ({@code bounces+token@corp.example}) lies in the mailbox of its base address; the address itself
 * is kept in {@code Delivered-To} and {@code X-Original-To}. Mail to an unknown address is refused. Thread-safe.
 */
public final class ReceiptMailbox implements AutoCloseable {
    private static final String PASSWORD = "only-for-tests";

    private final GreenMail greenMail;
    private final Map<String, GreenMailUser> users = new LinkedHashMap<>();
    private final ScriptedSmtpServer smtp;
    private final ReentrantLock storing = new ReentrantLock();
    private final Session session = Session.getInstance(new Properties());

    private ReceiptMailbox(String... addresses) {
        greenMail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP).dynamicPort());
        greenMail.start();
        for (String address : addresses) {
            users.put(folded(address), greenMail.setUser(address, address, PASSWORD));
        }
        smtp = ScriptedSmtpServer.setUp()
                .knownRecipients(address -> userOf(address).isPresent())
                .deliverTo(this::deliver)
                .start();
    }

    /**
     * Starts with some mailboxes.
     *
     * @param addresses their addresses, each of which is its login as well; at least one
     * @return the mailboxes; to be closed
     */
    public static ReceiptMailbox start(String... addresses) {
        return new ReceiptMailbox(addresses);
    }

    private static String folded(String address) {
        return address.toLowerCase(Locale.ROOT);
    }

    private Optional<GreenMailUser> userOf(String address) {
        String known = folded(address);
        int at = known.lastIndexOf('@');
        int plus = known.indexOf('+');
        String base = plus > 0 && plus < at ? known.substring(0, plus) + known.substring(at) : known;
        return Optional.ofNullable(users.getOrDefault(known, users.get(base)));
    }

    private void deliver(ReceivedLetter letter) {
        letter.addresses().forEach(address -> deliver(letter.bytes(), address, letter.reversePath()));
    }

    /**
     * Puts a mail into the mailbox of an address, as if it had come by SMTP with the null reverse-path.
     *
     * @param mail the raw bytes
     * @param recipient the address, perhaps a sub-address
     * @throws IllegalArgumentException for an address without a mailbox
     */
    public void deliver(byte[] mail, String recipient) {
        deliver(mail, recipient, "");
    }

    private void deliver(byte[] mail, String recipient, String reversePath) {
        byte[] trace = ("Return-Path: <" + reversePath + ">\r\n"
                        + "Delivered-To: " + recipient + "\r\n"
                        + "X-Original-To: " + recipient + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(trace);
        whole.writeBytes(mail);
        try {
            MimeMessage message = new MimeMessage(session, new ByteArrayInputStream(whole.toByteArray()));
            store(user(recipient), message);
        } catch (MessagingException e) {
            throw new IllegalArgumentException("the mail cannot be stored", e);
        }
    }

    /** One after the other: GreenMail hands out a UID some time before the mail under it can be seen. */
    private void store(GreenMailUser user, MimeMessage message) {
        storing.lock();
        try {
            user.deliver(message);
        } finally {
            storing.unlock();
        }
    }

    private GreenMailUser user(String address) {
        return userOf(address).orElseThrow(() -> new IllegalArgumentException("there is no mailbox for " + address));
    }

    private MailFolder inbox(String address) {
        GreenMailUser user =
                userOf(address).orElseThrow(() -> new IllegalArgumentException("there is no mailbox for " + address));
        try {
            return greenMail.getManagers().getImapHostManager().getInbox(user);
        } catch (FolderException e) {
            throw new IllegalStateException("the mailbox of " + address + " has no inbox", e);
        }
    }

    /**
     * What lies in a mailbox.
     *
     * @param address the mailbox's address, or one of its sub-addresses
     * @return the raw bytes of each mail, in the order of their coming, with the trace fields on top
     */
    public List<byte[]> mails(String address) {
        List<byte[]> mails = new ArrayList<>();
        for (StoredMessage message : inbox(address).getMessages()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                message.getMimeMessage().writeTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (MessagingException e) {
                throw new IllegalStateException("the mail cannot be read back", e);
            }
            mails.add(out.toByteArray());
        }
        return mails;
    }

    /**
     * The host of both ports.
     *
     * @return {@code 127.0.0.1}
     */
    public String host() {
        return smtp.host();
    }

    /**
     * Where mails come in.
     *
     * @return the SMTP port
     */
    public int smtpPort() {
        return smtp.port();
    }

    /**
     * The way in, to script its faults.
     *
     * @return the SMTP server
     */
    public ScriptedSmtpServer smtp() {
        return smtp;
    }

    /**
     * Where mails are read, without TLS.
     *
     * @return the IMAP port
     */
    public int imapPort() {
        return greenMail.getImap().getPort();
    }

    /**
     * The password of every user.
     *
     * @return the password
     */
    public String password() {
        return PASSWORD;
    }

    /** Stops both servers. Idempotent. */
    @Override
    public void close() {
        smtp.close();
        greenMail.stop();
    }
}
