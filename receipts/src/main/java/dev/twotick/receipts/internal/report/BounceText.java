package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Permanence;
import dev.twotick.receipts.ReceiptRecipient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the words of a bounce: who writes, which recipients, and why. */
final class BounceText {
    private static final int MAX_RECIPIENTS = 100;
    private static final int NEAR = 12;
    private static final int MAX_REASON = 1000;

    /** A line that begins with an address, as all families list their recipients. */
    private static final Pattern LISTED = Pattern.compile(
            "^[\\s>*•·-]{0,20}(?:(?:to|recipient|rcpt to|user|address|e-?mail|mailbox)\\s{0,5}:\\s{0,5})?[<(\"'\\[]{0,3}(?=[^\\s<>@]{1,64}@[^\\s<>@]+\\.)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern TRANSIENT = Pattern.compile(
            "temporar|try again|quota|mailbox (?:is |was )?full|full mailbox|deferred|timed? ?out|time-out|too long|"
                    + "connection refused|resources|greylist|exceed|storage|not accepting|unreachable|expired|for \\d+ days|retry",
            Pattern.CASE_INSENSITIVE);

    private final List<String> lines;
    private final IncomingMail mail;
    private Optional<BounceFamily> family = Optional.empty();
    private int begin;

    private BounceText(List<String> lines, IncomingMail mail) {
        this.lines = lines;
        this.mail = mail;
    }

    static BounceText read(List<String> lines, IncomingMail mail) {
        BounceText text = new BounceText(lines, mail);
        text.findFamily();
        return text;
    }

    Optional<BounceFamily> family() {
        return family;
    }

    List<ReceiptRecipient> recipients() {
        String action = family.map(BounceFamily::action).orElse("failed");
        String whole = lines.stream().skip(begin).collect(Collectors.joining("\n"));
        return reasons().entrySet().stream()
                .map(named -> recipient(named.getKey(), named.getValue(), action, whole))
                .toList();
    }

    /** Words may be broken over two lines. */
    private void findFamily() {
        for (int i = 0; i < lines.size() && family.isEmpty(); i++) {
            String next = i + 1 < lines.size() ? lines.get(i + 1).strip() : "";
            family = BounceFamily.of(lines.get(i) + " " + next);
            begin = family.isPresent() ? i : 0;
        }
    }

    /** Each recipient with the words that belong to it. */
    private Map<String, String> reasons() {
        Map<String, String> reasons = listed();
        if (reasons.isEmpty()) {
            Stream<String> named = mail.headers().all("x-failed-recipients").flatMap(MailAddresses::in);
            named.limit(MAX_RECIPIENTS).forEach(address -> reasons.put(address, ""));
        }
        if (reasons.isEmpty()) {
            nearby().ifPresent(address -> reasons.put(address, ""));
        }
        return reasons;
    }

    private Map<String, String> listed() {
        Map<String, String> reasons = new LinkedHashMap<>();
        Optional<String> current = Optional.empty();
        for (String line : HumanText.beforeHeader(lines, begin)) {
            Optional<String> address = listedAddress(line);
            if (address.isPresent() && reasons.size() < MAX_RECIPIENTS) {
                current = address;
                reasons.putIfAbsent(address.get(), "");
            }
            current.ifPresent(name -> reasons.computeIfPresent(name, (key, reason) -> append(reason, line)));
        }
        return reasons;
    }

    private static String append(String reason, String line) {
        return reason.length() > MAX_REASON ? reason : (reason + " " + line.strip()).strip();
    }

    private Optional<String> listedAddress(String line) {
        Matcher start = LISTED.matcher(line);
        return start.find()
                ? MailAddresses.first(line.substring(start.end())).filter(this::isForeign)
                : Optional.empty();
    }

    /** The first address behind the family's words that is not the reader's own nor merely the place to ask. */
    private Optional<String> nearby() {
        Stream<String> same = lines.stream().skip(begin).limit(2).flatMap(MailAddresses::in);
        Stream<String> below = lines.stream()
                .skip(begin)
                .limit(NEAR)
                .flatMap(MailAddresses::in)
                .filter(address -> !address.regionMatches(true, 0, "postmaster@", 0, 11));
        return Stream.concat(same, below).filter(this::isForeign).findFirst();
    }

    private boolean isForeign(String address) {
        return Stream.of("to", "delivered-to").flatMap(mail.headers()::all).noneMatch(field -> field.contains(address));
    }

    private static ReceiptRecipient recipient(String address, String reason, String action, String whole) {
        String words = reason.isEmpty() ? whole : reason;
        Permanence permanence = action.equals("delayed")
                ? Permanence.TRANSIENT
                : StatusCodes.inText(words).or(() -> StatusCodes.inText(whole)).orElseGet(() -> byWords(whole));
        Optional<String> diagnostic = Optional.of(
                        reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason)
                .filter(text -> !text.isEmpty());
        return new ReceiptRecipient(
                Optional.of(address),
                Optional.of(action),
                StatusCodes.enhanced(words),
                Optional.of(permanence),
                diagnostic,
                Optional.empty(),
                Optional.empty());
    }

    private static Permanence byWords(String text) {
        return TRANSIENT.matcher(text).find() ? Permanence.TRANSIENT : Permanence.PERMANENT;
    }
}
