package dev.twotick.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.ParsingException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;
import org.eclipse.angus.mail.imap.protocol.FetchResponse;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;
import org.eclipse.angus.mail.imap.protocol.INTERNALDATE;
import org.eclipse.angus.mail.imap.protocol.ListInfo;
import org.eclipse.angus.mail.imap.protocol.UID;

/** The few commands that a Sent folder needs. Used by one thread at a time. */
final class ImapSession {
    private static final Pattern VALIDITY = Pattern.compile("\\[UIDVALIDITY (\\d{1,10})]", Pattern.CASE_INSENSITIVE);
    private static final Pattern APPENDED =
            Pattern.compile("\\[APPENDUID (\\d{1,10}) (\\d{1,10})]", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");
    private static final String LIMIT = "APPENDLIMIT=";

    /** More answers than this to a search for one Message-ID do not come from a search. */
    private static final int MOST_CANDIDATES = 20;

    private final ImapConnection connection;

    ImapSession(ImapConnection connection) {
        this.connection = connection;
    }

    /**
     * Where a message lies.
     *
     * @param validity the folder's UIDVALIDITY
     * @param uid the message's UID
     */
    record Place(OptionalLong validity, OptionalLong uid) {}

    /** Whether the connection still answers. */
    boolean alive() {
        try {
            connection.ask("NOOP", null);
            return true;
        } catch (IOException | RefusedException e) {
            return false;
        }
    }

    /** The largest message that the server takes (RFC 7889). */
    OptionalLong appendLimit() {
        return connection.capabilities().stream()
                .filter(capability -> capability.startsWith(LIMIT))
                .map(capability -> capability.substring(LIMIT.length()))
                .filter(limit -> NUMBER.matcher(limit).matches())
                .mapToLong(Long::parseLong)
                .min();
    }

    boolean offers(String capability) {
        return connection.capabilities().contains(capability);
    }

    /**
     * Lists folders.
     *
     * @param command {@code LIST}, {@code LIST (SPECIAL-USE)} or {@code XLIST}
     * @param pattern a name, or {@code *}
     */
    List<Mailbox> list(String command, String pattern) throws IOException, RefusedException {
        List<Mailbox> folders = new ArrayList<>();
        for (Response reply :
                connection.ask(command, new Argument().writeString("").writeString(encoded(pattern)))) {
            if (reply instanceof IMAPResponse line && (line.keyEquals("LIST") || line.keyEquals("XLIST"))) {
                folders.add(mailbox(line));
            }
        }
        return folders;
    }

    private static Mailbox mailbox(IMAPResponse line) throws IOException {
        try {
            ListInfo info = new ListInfo(line);
            return new Mailbox(String.valueOf(info.name), List.of(info.attrs), info.separator);
        } catch (ParsingException e) {
            throw new IOException("the server lists a folder in a way that cannot be read", e);
        }
    }

    /**
     * Looks for a message in the folder as it is now.
     *
     * @param selection {@code SELECT} or {@code EXAMINE}
     * @param folder its name
     * @param messageId with angle brackets
     */
    Optional<Place> search(String selection, String folder, String messageId) throws IOException, RefusedException {
        OptionalLong validity = OptionalLong.empty();
        for (Response reply : connection.ask(selection, new Argument().writeString(encoded(folder)))) {
            Matcher matcher = VALIDITY.matcher(reply.toString());
            if (matcher.find()) {
                validity = OptionalLong.of(Long.parseLong(matcher.group(1)));
            }
        }
        OptionalLong uid = newest(messageId, candidates(messageId));
        return uid.isPresent() ? Optional.of(new Place(validity, uid)) : Optional.empty();
    }

    private long[] candidates(String messageId) throws IOException, RefusedException {
        boolean ascii = messageId.chars().allMatch(c -> c < 0x80);
        String command = "UID SEARCH" + (ascii ? "" : " CHARSET UTF-8") + " HEADER Message-ID";
        Response[] replies = connection.ask(command, new Argument().writeString(messageId, StandardCharsets.UTF_8));
        return Arrays.stream(replies)
                .filter(reply -> reply instanceof IMAPResponse line && line.keyEquals("SEARCH"))
                .flatMap(reply -> NUMBER.matcher(reply.toString()).results())
                .map(MatchResult::group)
                .mapToLong(Long::parseLong)
                .sorted()
                .toArray();
    }

    /** The newest candidate that really bears the Message-ID: a find is proof, and servers search as they like. */
    private OptionalLong newest(String messageId, long[] uids) throws IOException, RefusedException {
        if (uids.length == 0) {
            return OptionalLong.empty();
        }
        String set = Arrays.stream(uids)
                .skip(Math.max(0, uids.length - MOST_CANDIDATES))
                .mapToObj(Long::toString)
                .collect(Collectors.joining(","));
        Argument fields = new Argument().writeAtom(set).writeAtom("(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])");
        String octets = new String(messageId.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return Arrays.stream(connection.ask("UID FETCH", fields))
                .filter(reply ->
                        reply instanceof FetchResponse && reply.toString().contains(octets))
                .map(reply -> ((FetchResponse) reply).getItem(UID.class))
                .filter(uid -> uid != null)
                .mapToLong(uid -> uid.uid)
                .max();
    }

    /**
     * Appends a copy, marked as read (RFC 9051 section 6.3.12).
     *
     * @return its place, as far as the server tells (RFC 4315)
     */
    Place append(String folder, Date date, CopyLiteral copy) throws IOException, RefusedException {
        Argument arguments = new Argument()
                .writeString(encoded(folder))
                .writeAtom("(\\Seen)")
                .writeString(INTERNALDATE.format(date))
                .writeBytes(copy);
        Response[] replies = connection.ask("APPEND", arguments);
        if (!copy.written()) {
            throw new IOException("the server said OK before it had the copy");
        }
        Matcher matcher = APPENDED.matcher(replies[replies.length - 1].toString());
        return matcher.find()
                ? new Place(
                        OptionalLong.of(Long.parseLong(matcher.group(1))),
                        OptionalLong.of(Long.parseLong(matcher.group(2))))
                : new Place(OptionalLong.empty(), OptionalLong.empty());
    }

    void create(String folder) throws IOException, RefusedException {
        connection.ask("CREATE", new Argument().writeString(encoded(folder)));
    }

    void subscribe(String folder) throws IOException, RefusedException {
        connection.ask("SUBSCRIBE", new Argument().writeString(encoded(folder)));
    }

    /** Modified UTF-7 (RFC 9051 appendix A.1). */
    private static String encoded(String name) {
        return BASE64MailboxEncoder.encode(name);
    }
}
