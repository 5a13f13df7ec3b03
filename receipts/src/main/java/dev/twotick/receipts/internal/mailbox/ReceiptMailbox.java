package dev.twotick.receipts.internal.mailbox;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.TokenKeys;
import dev.twotick.receipts.Receipt;
import dev.twotick.receipts.ReceiptParser;
import dev.twotick.receipts.internal.Digest;
import dev.twotick.receipts.internal.mailbox.ImapConnection.Folder;
import dev.twotick.receipts.internal.mailbox.ImapConnection.Listed;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads receipts from a folder and files what they claim. No flag of the folder is looked at: the place is kept at the desk, as
 * UIDVALIDITY and the last UID that is done with. One thread reads; {@link #close} may come from another.
 */
public final class ReceiptMailbox implements DeliveryConfirmation {
    private static final Logger log = LoggerFactory.getLogger(ReceiptMailbox.class);

    /** UIDs asked for at once; more while nothing is found, so that gaps cost little. */
    private static final long WINDOW = 200;

    private static final long WIDEST_WINDOW = 65_536;

    /** After so many mails the place is written down, also within a window. */
    private static final int STRIDE = 50;

    /** Receipts of letters whose tokens have expired prove nothing any more; with some days for a clock that is wrong. */
    private static final Duration OLDEST = Duration.ofDays(TokenKeys.VALIDITY_DAYS + 7L);

    private static final long MAX_MAIL = 5_000_000;

    /** Of a mail over the limit, or of unknown size: the report stands before the letter that came back. */
    private static final long BEGINNING = 1_000_000;

    /** Servers may end an IDLE after half an hour (RFC 2177). */
    static final Duration LONGEST_IDLE = Duration.ofMinutes(25);

    private final MailboxSettings settings;
    private final ReceiptParser parser;
    private final ReceiptClaims claims;
    private final String place;
    private final StartedMail started;
    private final Allowance allowance;
    private final Duration longestIdle;
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable ImapConnection connection;

    /**
     * Connects to nothing yet.
     *
     * @param settings where the receipts lie
     * @param parser reads them
     */
    public ReceiptMailbox(MailboxSettings settings, ReceiptParser parser) {
        this(settings, parser, LONGEST_IDLE);
    }

    /** With another limit than the usual one. */
    ReceiptMailbox(MailboxSettings settings, ReceiptParser parser, Duration longestIdle) {
        this.longestIdle = longestIdle;
        this.settings = settings;
        this.parser = parser;
        this.claims = new ReceiptClaims(new ReporterAlignment(settings.authservId(), settings.relays()));
        this.place = settings.place();
        this.started = new StartedMail(place);
        this.allowance = new Allowance(settings.timeout(), 2 * MAX_MAIL);
    }

    @Override
    public String name() {
        return "receipts";
    }

    @Override
    public void collect(EvidenceDesk desk) throws IOException, InterruptedException {
        speak(server -> readNew(server, desk));
    }

    @Override
    public void awaitNews(Duration atMost) throws IOException, InterruptedException {
        ImapConnection open = connection;
        if (open == null || !open.canIdle()) {
            closed.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return;
        }
        speak(server -> server.idle(atMost.compareTo(longestIdle) < 0 ? atMost : longestIdle));
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            allowance.stop();
        } catch (IOException e) {
            log.debug("closing the receipt mailbox's connection", e);
        }
    }

    /** Something to do with a connection. */
    private interface Talk {
        void with(ImapConnection server) throws IOException, InterruptedException;
    }

    /** The connection stays open between calls, and is given up with the first exception of whatever kind. */
    private void speak(Talk talk) throws IOException, InterruptedException {
        boolean well = false;
        try {
            ImapConnection open = connection;
            if (open == null) {
                open = ImapConnection.open(settings, allowance, MAX_MAIL);
                connection = open;
            }
            talk.with(open);
            well = true;
        } catch (IOException e) {
            if (allowance.stopped() || Thread.interrupted()) {
                throw (InterruptedException) new InterruptedException("the receipt mailbox was closed").initCause(e);
            }
            throw e;
        } finally {
            if (!well) {
                giveUp();
            }
        }
    }

    private void giveUp() {
        ImapConnection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    private void readNew(ImapConnection server, EvidenceDesk desk) throws IOException, InterruptedException {
        Folder folder = server.open(settings.path(), settings.processed().changes());
        Instant oldest = desk.now().minus(OLDEST);
        long done = lastUid(folder, desk);
        long width = WINDOW;
        boolean more = done < folder.lastUid();
        while (more) {
            Window window = list(server, done + 1, Math.min(folder.lastUid(), done + width), folder, desk);
            more = window.last() < folder.lastUid();
            List<Listed> young = window.mails().stream()
                    .filter(mail -> !isOlder(mail, oldest))
                    .toList();
            readAll(server, young, folder, desk);
            long asked = window.last() - done;
            done = more ? window.last() : window.seen();
            desk.advance(place, new Watermark(folder.uidValidity(), done).text());
            width = young.isEmpty() ? Math.max(WINDOW, Math.min(WIDEST_WINDOW, asked * 2)) : WINDOW;
        }
    }

    /**
     * What a listing gave.
     *
     * @param last the last UID that it was about
     * @param seen the last UID of which the server said anything
     */
    private record Window(List<Listed> mails, long last, long seen) {}

    /** Lists a range of UIDs, or its beginning: a server may refuse the whole for the sake of one mail. */
    private Window list(ImapConnection server, long first, long last, Folder folder, EvidenceDesk desk)
            throws IOException {
        try {
            List<Listed> mails = server.list(first, last);
            return new Window(mails, last, lastListed(mails, first - 1));
        } catch (RefusedException e) {
            if (first < last) {
                return list(server, first, first + (last - first) / 2, folder, desk);
            }
            putAsideOrTryAgain(server, first, folder, desk, e);
            return new Window(List.of(), last, last);
        }
    }

    /** The mail is to blame only where the server lists at all: it is asked for a UID that no mail has yet. */
    private void putAsideOrTryAgain(
            ImapConnection server, long uid, Folder folder, EvidenceDesk desk, RefusedException refusal)
            throws IOException {
        Watermark here = new Watermark(folder.uidValidity(), uid);
        if (isPutAside(here, desk)) {
            return;
        }
        server.list(folder.lastUid() + 1, folder.lastUid() + 1);
        started.notRead(here, desk);
        throw new IOException(
                "the mail at " + here.text() + " of the receipt mailbox cannot be listed, it is tried again; "
                        + refusal.getMessage(),
                refusal);
    }

    /** It came before any letter whose token is still valid: it need not be fetched. */
    private static boolean isOlder(Listed mail, Instant oldest) {
        return mail.received().filter(at -> at.isBefore(oldest)).isPresent();
    }

    /** At the end of the folder only what was seen is done: some servers announce a UID before its mail can be listed. */
    private static long lastListed(List<Listed> mails, long done) {
        return mails.stream().mapToLong(Listed::uid).reduce(done, Math::max);
    }

    private long lastUid(Folder folder, EvidenceDesk desk) {
        Optional<Watermark> watermark = desk.watermark(place).flatMap(Watermark::parse);
        if (watermark.isPresent() && watermark.get().uidValidity() != folder.uidValidity()) {
            log.info("the receipt mailbox was renumbered (UIDVALIDITY); it is read again from its start");
        }
        return watermark
                .filter(mark -> mark.uidValidity() == folder.uidValidity())
                .map(Watermark::uid)
                .orElse(0L);
    }

    private void readAll(ImapConnection server, List<Listed> mails, Folder folder, EvidenceDesk desk)
            throws IOException, InterruptedException {
        for (int from = 0; from < mails.size(); from += STRIDE) {
            List<Listed> some = mails.subList(from, Math.min(mails.size(), from + STRIDE));
            readSome(server, some, folder, desk);
        }
    }

    /** The place moves up to a mail that fails: else the starts of those before it would be counted again, and not its own. */
    private void readSome(ImapConnection server, List<Listed> some, Folder folder, EvidenceDesk desk)
            throws IOException, InterruptedException {
        List<Long> filed = new ArrayList<>();
        long done = 0;
        try {
            for (Listed mail : some) {
                if (allowance.stopped() || Thread.interrupted()) {
                    throw new InterruptedException("the receipt mailbox was closed");
                }
                Watermark here = new Watermark(folder.uidValidity(), mail.uid());
                if (started.suspected(here)) {
                    // it may tear the line that the aftercare of those before it needs
                    settle(server, filed, done, folder, desk);
                    filed.clear();
                }
                if (read(server, mail, here, desk)) {
                    filed.add(mail.uid());
                }
                done = mail.uid();
            }
        } catch (IOException e) {
            try {
                settle(server, filed, done, folder, desk);
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
        settle(server, filed, done, folder, desk);
    }

    private void settle(ImapConnection server, List<Long> filed, long done, Folder folder, EvidenceDesk desk)
            throws IOException {
        if (done > 0) {
            settings.processed().apply(server, folder, filed);
            desk.advance(place, new Watermark(folder.uidValidity(), done).text());
        }
    }

    /** Reads a mail; tells whether claims of it were filed. */
    private boolean read(ImapConnection server, Listed mail, Watermark here, EvidenceDesk desk) throws IOException {
        if (isPutAside(here, desk)) {
            return false;
        }
        Optional<byte[]> bytes = fetch(server, mail, here, desk);
        if (bytes.isEmpty()) {
            passOverIfGone(server, here, desk);
            return false;
        }
        started.begin(here, desk);
        Receipt receipt = parser.parse(bytes.get());
        if (receipt.outOfTime()) {
            // the machine may have stood still: it is a start as any other that came to nothing
            started.notRead(here, desk);
            throw new IOException("the mail at " + here.text()
                    + " of the receipt mailbox could not be read in the time that there is for one; it is tried again");
        }
        String digest = Digest.sha256(bytes.get());
        List<Claim> found = claims.of(receipt, location(here, digest));
        started.parsed(here);
        if (found.isEmpty()) {
            return false;
        }
        if (settings.keepRaw().isPresent()) {
            new RawReceipts(settings.keepRaw().get()).keep(bytes.get(), digest);
        }
        desk.fileAll(found);
        return true;
    }

    private boolean isPutAside(Watermark here, EvidenceDesk desk) {
        boolean aside = started.poisonous(here, desk);
        if (aside) {
            log.error("the mail at {} of the receipt mailbox could not be read twice: it is put aside", here.text());
        }
        return aside;
    }

    /** Short enough to be kept whole, whatever the folder is called. */
    private String location(Watermark here, String digest) {
        String folder = settings.folder();
        String name = folder.length() <= 80 ? folder : folder.substring(0, 80) + "…";
        return "imap:" + name + ";" + here.text() + ";sha256=" + digest;
    }

    /** A mail that is still listed has a content: a server that does not give it now may do so later. */
    private void passOverIfGone(ImapConnection server, Watermark here, EvidenceDesk desk) throws IOException {
        if (!server.list(here.uid(), here.uid()).isEmpty()) {
            started.notRead(here, desk);
            throw new IOException("the mail at " + here.text()
                    + " of the receipt mailbox comes without content although" + " it is listed; it is tried again");
        }
        log.info("the mail at {} of the receipt mailbox is gone", here.text());
    }

    private Optional<byte[]> fetch(ImapConnection server, Listed mail, Watermark here, EvidenceDesk desk)
            throws IOException {
        long limit = limit(mail, here);
        try {
            Optional<byte[]> bytes = server.fetch(mail.uid(), limit);
            return bytes.isPresent() ? bytes : server.fetch(mail.uid(), limit);
        } catch (RefusedException e) {
            if (!e.passes() && server.handsOutAnother(here.uid())) {
                started.notRead(here, desk);
            }
            throw new IOException(
                    "the mail at " + here.text() + " of the receipt mailbox is not handed out, it is tried again; "
                            + e.getMessage(),
                    e);
        } catch (RenumberedException e) {
            throw e;
        } catch (IOException e) {
            if (allowance.refusal().isPresent()) {
                started.notRead(here, desk);
            } else if (!allowance.stopped()) {
                started.lineLost(here, desk);
            }
            throw e;
        }
    }

    /** A mail of unknown size may be of any. */
    private static long limit(Listed mail, Watermark here) {
        if (mail.size().filter(size -> size <= MAX_MAIL).isPresent()) {
            return MAX_MAIL;
        }
        log.warn(
                "the mail at {} of the receipt mailbox has {} bytes: only its beginning is read",
                here.text(),
                mail.size().map(String::valueOf).orElse("an unknown number of"));
        return BEGINNING;
    }
}
