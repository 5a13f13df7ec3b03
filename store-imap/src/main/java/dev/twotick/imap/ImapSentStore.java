package dev.twotick.imap;

import dev.twotick.letter.Printable;
import dev.twotick.sentstore.Filing;
import dev.twotick.sentstore.SentCopy;
import dev.twotick.sentstore.SentStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files copies over IMAP: look for the Message-ID, and only then APPEND. A connection that ends before the answer to APPEND
 * leaves open whether the copy was kept; the look-up of the next try knows.
 */
final class ImapSentStore implements SentStore {
    private static final Logger LOG = LoggerFactory.getLogger(ImapSentStore.class);

    /** So many time-outs may one filing last, not counting the way of its octets. */
    private static final int TIMEOUTS = 4;

    /** The slowest way that is waited for, in octets a second. */
    private static final int SLOWEST = 16_384;

    private static final int REASON_LIMIT = 500;
    private static final String NO_FOLDER =
            "no folder is marked as the Sent folder and none has a well-known name; name one"
                    + " in the path of sent-store.url, as in imaps://mail.example.com/Sent; it is made when it is missing";

    private final ImapAccount account;
    private final ImapLine line;

    ImapSentStore(ImapAccount account) {
        this.account = account;
        this.line = new ImapLine(account);
    }

    @Override
    public Filing file(SentCopy copy) {
        if (copy.size() > Integer.MAX_VALUE) {
            return new Filing.Skipped("the copy has " + copy.size() + " octets, more than IMAP carries");
        }
        try {
            return line.use(limit(copy.size()), (session, folder) -> file(copy, session, folder));
        } catch (RefusedException e) {
            return e.filing();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // the last one, because the parser follows a server's brackets as deep as they go
            LOG.debug("the Sent copy of {} is postponed", Printable.quoted(copy.messageId()), e);
            return new Filing.Postponed("the connection to " + account.server().host() + " failed: " + reason(e));
        }
    }

    private Duration limit(long octets) {
        return account.timeout().multipliedBy(TIMEOUTS).plusSeconds(octets / SLOWEST);
    }

    private static Filing file(SentCopy copy, ImapSession session, SentFolder folder)
            throws IOException, RefusedException {
        OptionalLong most = session.appendLimit();
        if (most.isPresent() && copy.size() > most.getAsLong()) {
            return new Filing.Skipped(
                    "the copy has " + copy.size() + " octets and the server takes no more than " + most.getAsLong());
        }
        try {
            return fileOnce(copy, session, folder);
        } catch (RefusedException e) {
            if (!e.folderMissing()) {
                throw e;
            }
            folder.forget();
            return fileOnce(copy, session, folder);
        }
    }

    private static Filing fileOnce(SentCopy copy, ImapSession session, SentFolder folder)
            throws IOException, RefusedException {
        Optional<String> name = folder.findOrCreate();
        if (name.isEmpty()) {
            return new Filing.Failed(NO_FOLDER);
        }
        Optional<ImapSession.Place> earlier = session.search("SELECT", name.get(), copy.messageId());
        if (earlier.isPresent()) {
            return new Filing.Found(
                    name.get(), earlier.get().validity(), earlier.get().uid());
        }
        ImapSession.Place place = session.append(name.get(), Date.from(copy.date()), new CopyLiteral(copy));
        if (place.uid().isEmpty()) {
            place = lookUp(session, name.get(), copy.messageId()).orElse(place);
        }
        return new Filing.Filed(name.get(), place.validity(), place.uid());
    }

    /** Where a server without UIDPLUS put the copy; whatever goes wrong here, the copy is filed. */
    private static Optional<ImapSession.Place> lookUp(ImapSession session, String folder, String messageId) {
        try {
            return session.search("SELECT", folder, messageId);
        } catch (IOException | RefusedException | RuntimeException e) {
            LOG.debug("the place of the Sent copy of {} is not known", Printable.quoted(messageId), e);
            return Optional.empty();
        }
    }

    @Override
    public Optional<Filing.Found> find(String messageId) {
        try {
            return line.use(limit(0), (session, folder) -> find(messageId, session, folder));
        } catch (IOException | RefusedException | RuntimeException | StackOverflowError e) {
            LOG.debug("the Sent copy of {} could not be looked for", Printable.quoted(messageId), e);
            return Optional.empty();
        }
    }

    private static Optional<Filing.Found> find(String messageId, ImapSession session, SentFolder folder)
            throws IOException, RefusedException {
        Optional<String> name = folder.find();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            return session.search("EXAMINE", name.get(), messageId)
                    .map(place -> new Filing.Found(name.get(), place.validity(), place.uid()));
        } catch (RefusedException e) {
            folder.forget();
            throw e;
        }
    }

    /** The innermost reason: what Angus Mail wraps around it says less. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        boolean ours = innermost.getClass() == IOException.class || innermost instanceof RefusedException;
        return Printable.of(ours && message != null ? message : innermost.toString(), REASON_LIMIT);
    }

    @Override
    public void close() {
        line.close();
    }
}
