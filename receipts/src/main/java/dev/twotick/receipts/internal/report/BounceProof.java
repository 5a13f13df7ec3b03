package dev.twotick.receipts.internal.report;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells whether a mail whose words may be those of a bounce is one. Neither header nor words suffice alone: people quote bounces,
 * parcels fail too, and mail systems send other mail. Used once, by one thread.
 */
final class BounceProof {
    /** What stands before a recipient only where his mail has failed. */
    private static final Phrases<String> FAILED = Phrases.anyOf(
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

    /** What stands before a recipient of whose mail the rest of the sentence tells. */
    private static final Phrases<String> ABOUT =
            Phrases.anyOf("your message to", "your mail to", "your email to", "your e-mail to");

    private static final String BEFORE_ADDRESS = " \t\r\n<\"'(:";

    private final IncomingMail mail;
    private final BounceSigns signs;
    private final BounceText text;
    private final String all;
    private final Set<String> readers;

    BounceProof(IncomingMail mail, BounceSigns signs, BounceText text) {
        this.mail = mail;
        this.signs = signs;
        this.text = text;
        this.all = text.text().text();
        this.readers = mail.readers();
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
        return signs.daemon() && (isBad() || alone);
    }

    /** A person who quotes what a family says says something before, or marks it as a quotation. */
    private boolean isByFamily() {
        if (signs.daemon() && !signs.sender()) {
            return true;
        }
        if (signs.daemon() || signs.nullSender()) {
            boolean guarded = signs.sender() || isAnswer();
            boolean shown = guarded ? isShownAgainstAllOdds() : isNamed() || tells() || namesStranger();
            return shown && !Opening.isQuoted(all, text.told());
        }
        return (isNamed() || hasLetter()) && !signs.reply() && (Opening.isBefore(all, text.told()) || isLeftOpen());
    }

    private boolean isShownAgainstAllOdds() {
        boolean bySystem = signs.daemon() && hasLetter() && !signs.reply();
        return tells() || bySystem || (isBad() && (signs.daemon() || !signs.answerLike()));
    }

    /** Answers name other people, quote what they answer, and keep its subject. */
    private boolean isAnswer() {
        return isAutomatic() || signs.answerLike();
    }

    /** Whether no sender is known, so that none speaks against it, and it shows all that a bounce can show. */
    private boolean isLeftOpen() {
        boolean attached = ReturnedLetter.headers(mail).isPresent();
        return !signs.sender() && attached && saysWhom() && !Opening.isQuoted(all, text.told());
    }

    /** What anybody may say, of parcels as of mails: the less the header tells, the more has to be shown. */
    private boolean isInCommonWords() {
        if (signs.daemon() && signs.reply() && signs.sender()) {
            return saysWhom() || hasHeader();
        }
        if (signs.daemon()) {
            boolean names = !signs.sender() && (namesStranger() || (signs.nullSender() && listsSomebody()));
            return isNamed() || (!signs.summary() && (hasCode() || hasLetter() || names));
        }
        if (signs.nullSender()) {
            boolean shown = isAnswer() ? isShownByAnAnswer() : isNamed() || tells();
            return shown && !Opening.isQuoted(all, text.begin());
        }
        return !signs.reply()
                && (Opening.isBefore(all, text.begin()) || isLeftOpen())
                && (signs.bad() ? isShown() : isBroughtBack());
    }

    private boolean isShownByAnAnswer() {
        return (hasCode() && hasHeader()) || (signs.bad() && !signs.answerLike());
    }

    /** Whether a part of it tells of a failure that people and their programs seldom write. */
    private boolean tells() {
        return hasCode() || hasHeader() || saysWhom();
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
        return isBad() || (signs.notice() && !signs.reply());
    }

    private boolean isBad() {
        return signs.bad() && !signs.reply();
    }

    private boolean hasCode() {
        return StatusCodes.inText(all.substring(0, text.text().letter())).isPresent();
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
        Set<String> own = readers.stream().map(BounceProof::domain).collect(Collectors.toSet());
        int begin = text.begin();
        return NamedRecipients.in(text, mail).keySet().stream()
                .anyMatch(address -> !own.contains(domain(address)) && isAbout(address, begin));
    }

    /** Whether a line of its own beside the words, or the first one below them, names somebody whom it did not come to. */
    private boolean listsSomebody() {
        int below = text.text().paragraphEnd(text.begin());
        String words = all.substring(text.text().paragraphBegin(text.begin()), below);
        String next = all.substring(below).stripLeading().lines().findFirst().orElse("");
        Set<String> alone = Stream.concat(words.lines(), Stream.of(next.split(": ", 2)[0]))
                .map(line -> line.replaceAll("[<>:*]", "").strip())
                .collect(Collectors.toSet());
        return NamedRecipients.in(text, mail).keySet().stream()
                .filter(alone::contains)
                .anyMatch(address -> !readers.contains(address.toLowerCase(Locale.ROOT)));
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
        boolean[] found = new boolean[1];
        int letter = text.text().letter();
        FAILED.scan(all, 0, letter, (phrase, from, to) -> found[0] = found[0] || namesAnother(to));
        ABOUT.scan(
                all,
                0,
                letter,
                (phrase, from, to) -> found[0] = found[0] || (isToldOfFailure(from, to) && namesAnother(to)));
        return found[0];
    }

    private boolean namesAnother(int at) {
        Optional<String> author = mail.arrival().from();
        return addressAt(at)
                .map(address -> address.toLowerCase(Locale.ROOT))
                .filter(address -> !readers.contains(address))
                .filter(address -> author.filter(address::equalsIgnoreCase).isEmpty())
                .isPresent();
    }

    /** Whether the sentence has words of failure, or the next one where the address ends the first. */
    private boolean isToldOfFailure(int from, int address) {
        int letter = text.text().letter();
        int end = Sentences.end(all, address, letter);
        boolean rest = addressAt(address)
                .map(String::length)
                .filter(length -> address + length + 4 > end)
                .isPresent();
        return text.tellsOfFailure(Sentences.begin(all, from), rest ? Sentences.end(all, end, letter) : end);
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
