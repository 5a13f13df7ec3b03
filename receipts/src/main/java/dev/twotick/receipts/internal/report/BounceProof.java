package dev.twotick.receipts.internal.report;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells whether a mail whose words may be those of a bounce is one. Neither header nor words suffice alone: people quote bounces,
 * parcels fail too, and mail systems send other mail. Used once, by one thread.
 */
final class BounceProof {
    /** What stands before a recipient only where his mail has failed. */
    private static final Phrases<String> FAILED = Phrases.anyOf(
            "your message to",
            "your mail to",
            "your email to",
            "your e-mail to",
            "could not be delivered to",
            "couldn't be delivered to",
            "cannot be delivered to",
            "not delivered to",
            "no such user:",
            "user unknown:",
            "unknown user:",
            "mailbox is full:",
            "failed recipient:",
            "rejected recipient:");

    private static final String BEFORE_ADDRESS = " \t\r\n<\"'(:";

    private final IncomingMail mail;
    private final BounceSigns signs;
    private final BounceText text;
    private final String all;

    BounceProof(IncomingMail mail, BounceSigns signs, BounceText text) {
        this.mail = mail;
        this.signs = signs;
        this.text = text;
        this.all = text.text().text();
    }

    boolean isBounce() {
        if (mail.headers().has("x-failed-recipients")) {
            return true;
        }
        if (text.isSuccess() || (signs.away() && !signs.daemon())) {
            return false;
        }
        if (mail.isReportOf("delivery-status")) {
            return signs.bad() || text.family().isPresent();
        }
        if (text.family().isEmpty()) {
            return isBounceWithoutWords();
        }
        return text.isExact() ? isByFamily() : isInCommonWords();
    }

    private boolean isBounceWithoutWords() {
        boolean alone = signs.nullSender() && hasLetter() && !signs.notice();
        return signs.daemon() && ((signs.bad() && !signs.reply()) || alone);
    }

    /** A person who quotes what a family says says something before, or marks it as a quotation. */
    private boolean isByFamily() {
        if (signs.daemon()) {
            return true;
        }
        if (signs.nullSender()) {
            return !Opening.isQuoted(all, text.told());
        }
        return (isNamed() || hasLetter()) && !signs.reply() && (Opening.isBefore(all, text.told()) || isLeftOpen());
    }

    /** Whether no sender is known, so that none speaks against it, and it shows all that a bounce can show. */
    private boolean isLeftOpen() {
        return !signs.sender() && isBroughtBack() && !Opening.isQuoted(all, text.told());
    }

    /** What anybody may say, of parcels as of mails: the less the header tells, the more has to be shown. */
    private boolean isInCommonWords() {
        if (signs.daemon() && signs.reply() && signs.sender()) {
            return saysWhom() || hasHeader();
        }
        if (signs.daemon()) {
            return isNamed() || (!signs.summary() && (hasCode() || hasLetter() || namesStranger()));
        }
        if (signs.nullSender()) {
            return !signs.answerLike() && (isNamed() || (!isAutomatic() && (hasCode() || hasHeader() || saysWhom())));
        }
        return !signs.reply() && Opening.isBefore(all, text.begin()) && (signs.bad() ? isShown() : isBroughtBack());
    }

    private boolean isShown() {
        return saysWhom() || (!signs.sender() && !signs.answerLike() && (hasCode() || hasHeader()));
    }

    /** Whether it tells for itself what its subject does not. */
    private boolean isBroughtBack() {
        return hasHeader() && saysWhom();
    }

    private boolean isAutomatic() {
        return AutoReply.isAutomatic(mail.headers());
    }

    /** Whether its subject is that of a bounce. */
    private boolean isNamed() {
        return (signs.bad() || signs.notice()) && !signs.reply();
    }

    private boolean hasCode() {
        return StatusCodes.inText(told()).isPresent();
    }

    private String told() {
        return all.substring(0, text.text().letter());
    }

    /** Whether something comes back that may be the letter. */
    private boolean hasLetter() {
        return text.text().letter() < all.length()
                || ReturnedLetter.headers(mail).isPresent();
    }

    /** Whether the letter comes back as only mail systems return it; people and their programs quote its words. */
    private boolean hasHeader() {
        return ReturnedLetter.headers(mail).isPresent()
                || !ReturnedLetter.messageIdsIn(all).isEmpty();
    }

    /** Whether it is about somebody of another domain than those that it came to. */
    private boolean namesStranger() {
        Set<String> own =
                mail.arrival().addresses().stream().map(BounceProof::domain).collect(Collectors.toSet());
        int begin = text.begin();
        return NamedRecipients.in(text, mail.headers()).keySet().stream()
                .anyMatch(address -> !own.contains(domain(address)) && isAbout(address, begin));
    }

    /** In prose before the words it may be the sender of what a filter took away. */
    private boolean isAbout(String address, int begin) {
        if (all.indexOf(address, begin) >= 0) {
            return true;
        }
        int at = all.indexOf(address);
        String before = at < 0 ? address : all.substring(HumanText.lineStart(all, at), at);
        return before.strip().length() <= 1;
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    /** Whether it says in so many words whose mail has failed. */
    private boolean saysWhom() {
        Set<String> own = Set.copyOf(mail.arrival().addresses());
        Optional<String> author = mail.arrival().from();
        boolean[] found = new boolean[1];
        FAILED.scan(
                all,
                0,
                text.text().letter(),
                (phrase, from, to) -> found[0] |= addressAt(to)
                        .filter(address -> !own.contains(address) && !author.equals(Optional.of(address)))
                        .isPresent());
        return found[0];
    }

    private Optional<String> addressAt(int from) {
        int end = text.text().letter();
        int at = from;
        while (at < end && BEFORE_ADDRESS.indexOf(all.charAt(at)) >= 0) {
            at++;
        }
        return MailAddresses.isAt(all, at, end) ? Optional.of(MailAddresses.at(all, at, end)) : Optional.empty();
    }
}
