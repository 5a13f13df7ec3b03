package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.internal.mime.HeaderFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds whom a bounce in free text speaks of, and what it says about each. Used once, by one thread. */
final class NamedRecipients {
    private static final int MAX_RECIPIENTS = 1000;
    private static final int MAX_RUN = 100;
    private static final int MAX_REASON = 1000;
    private static final int NEAR = 900;
    private static final int MAX_FIELDS = 20;
    private static final String DECORATION = "<>*•·-(\"'[{|:; \t\r";
    /** So Sendmail names below a recipient the address that it was made from, which is the one that the sender knows. */
    private static final String EXPANDED = "expanded from:";

    private static final Phrases<String> TO = Phrases.anyOf("to:", "收件人");

    private static final Set<String> CONTACTS =
            Set.of("postmaster", "mailer-daemon", "abuse", "support", "helpdesk", "hostmaster", "noreply", "no-reply");

    /** An address and the line in which it stands. */
    private record Place(String address, int line) {}

    private final String text;
    private final int to;
    private final HeaderFields headers;
    private final Set<String> own;

    private NamedRecipients(String text, int to, IncomingMail mail) {
        this.text = text;
        this.to = to;
        this.headers = mail.headers();
        this.own = mail.readers();
    }

    /** Finds them in a bounce for people, each with the text that belongs to it. */
    static Map<String, String> in(BounceText bounce, IncomingMail mail) {
        int begin = bounce.begin();
        return new NamedRecipients(bounce.text().text(), bounce.text().headerFrom(begin), mail)
                .find(
                        begin,
                        bounce.names(),
                        bounce.family().filter(BounceFamily::bareNames).isPresent());
    }

    /**
     * Finds them: those that the header lists, else those that begin a line, else those behind words that announce one, else
     * the first near the words of failure, before or behind, else whom the letter was for.
     *
     * @param begin where the words of failure stand
     * @param named behind which places a recipient is named
     * @param bareNames whether a line may hold the local part alone
     * @return the recipients with the text that belongs to each
     */
    private Map<String, String> find(int begin, List<Integer> named, boolean bareNames) {
        List<Place> listed = listed(HumanText.lineStart(text, begin));
        List<Place> announced = announced(named, to, address -> !isContact(address));
        List<String> failed = headers.all("x-failed-recipients")
                .flatMap(MailAddresses::in)
                .distinct()
                .limit(MAX_RECIPIENTS)
                .toList();
        if (!failed.isEmpty()) {
            Map<String, String> reasons = reasons(listed);
            reasons.keySet().retainAll(failed);
            failed.forEach(address -> reasons.putIfAbsent(address, ""));
            return reasons;
        }
        return Stream.<Supplier<List<Place>>>of(
                        () -> listed,
                        () -> announced,
                        () -> bareNames ? bare(begin) : List.of(),
                        () -> listed.isEmpty() && announced.isEmpty() ? listed(0) : List.of(),
                        () -> nearby(begin),
                        () -> before(begin),
                        () -> announced(named, text.length(), address -> !isContact(address)),
                        this::addressee,
                        () -> contacts(HumanText.lineStart(text, begin)),
                        () -> announced(named, to, address -> true))
                .map(Supplier::get)
                .filter(places -> !places.isEmpty())
                .findFirst()
                .map(this::reasons)
                .orElseGet(Map::of);
    }

    /** Lines that begin with an address. The reader's own one is listed only if nobody else is; a place to ask is if it refused. */
    private List<Place> listed(int from) {
        List<Place> all = lines(from);
        List<Place> some = IntStream.range(0, all.size())
                .filter(i -> !isContact(all.get(i).address()) || isRefused(all, i))
                .mapToObj(all::get)
                .toList();
        List<Place> others =
                some.stream().filter(place -> !isOwn(place.address())).toList();
        return others.isEmpty() ? some : others;
    }

    /** Where nobody else is named, the places to ask that have a line of their own, as a recipient has. */
    private List<Place> contacts(int from) {
        return lines(from).stream()
                .filter(place -> !isOwn(place.address()) && standsAlone(place))
                .toList();
    }

    private List<Place> lines(int from) {
        List<Place> all = new ArrayList<>();
        int line = from;
        while (line < to && all.size() < MAX_RECIPIENTS) {
            int end = Math.min(to, HumanText.nextLine(text, line));
            int start = addressStart(line, end);
            if (start >= 0) {
                int place = line;
                run(start, end).forEach(address -> all.add(new Place(address, place)));
            }
            line = end;
        }
        return all;
    }

    /** Whether the lines below an address, up to the next one or an empty line, tell of a failure. */
    private boolean isRefused(List<Place> all, int index) {
        Place place = all.get(index);
        int end = place.line();
        int last = index + 1 < all.size() ? all.get(index + 1).line() : to;
        do {
            end = HumanText.nextLine(text, end);
        } while (end < Math.min(last, place.line() + MAX_REASON)
                && !text.substring(end, HumanText.nextLine(text, end)).isBlank());
        String words = text.substring(place.line(), Math.min(end, Math.min(to, place.line() + MAX_REASON)));
        return standsAlone(place)
                && (StatusCodes.inText(words).isPresent()
                        || ReasonWords.in(words).isPresent());
    }

    /** Whether an address is all that its line holds before a colon: in prose it is not. */
    private boolean standsAlone(Place place) {
        int end = Math.min(to, HumanText.nextLine(text, place.line()));
        int behind = addressStart(place.line(), end) + place.address().length();
        int at = skip(behind, end);
        return at >= end
                || text.charAt(at) == '\n'
                || text.substring(Math.min(behind, at), at).indexOf(':') >= 0;
    }

    /** Where an address begins that a line begins with, perhaps behind signs and the code of a refusal; else -1. */
    private int addressStart(int line, int end) {
        int at = skip(line, end);
        if (at + 4 < end && "45".indexOf(text.charAt(at)) >= 0 && text.charAt(at + 3) == ' ') {
            Optional<String> code = StatusCodes.reply(text.substring(at, at + 4));
            at = code.isPresent() ? skip(at + 4, end) : at;
        }
        at = behindNumber(at, end);
        if (text.regionMatches(true, at, EXPANDED, 0, EXPANDED.length())) {
            at = skip(at + EXPANDED.length(), end);
        }
        return MailAddresses.isAt(text, at, end) ? at : -1;
    }

    /** Behind the number of an item in a list: {@code 1. ann@…}. */
    private int behindNumber(int from, int end) {
        int at = from;
        while (at < end && at < from + 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        boolean number = at > from && at + 1 < end && ".)".indexOf(text.charAt(at)) >= 0 && text.charAt(at + 1) == ' ';
        return number ? skip(at + 1, end) : from;
    }

    private int skip(int from, int end) {
        int at = from;
        while (at < end && DECORATION.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /** The address that begins at a place, and those behind it with nothing but commas between. */
    private List<String> run(int start, int end) {
        List<String> run = new ArrayList<>();
        int at = start;
        while (at >= 0 && at < end && run.size() < MAX_RUN && MailAddresses.isAt(text, at, end)) {
            String address = MailAddresses.at(text, at, end);
            run.add(address);
            int next = at + address.length();
            int comma = next;
            while (comma < end && DECORATION.indexOf(text.charAt(comma)) >= 0 && text.charAt(comma) != ';') {
                comma++;
            }
            boolean more = comma < end && (text.charAt(comma) == ',' || text.charAt(comma) == ';');
            at = more ? skip(comma + 1, end) : -1;
        }
        return run;
    }

    private List<Place> announced(List<Integer> named, int end, Predicate<String> wanted) {
        return named.stream()
                .flatMap(place -> behind(place, end))
                .filter(place -> wanted.test(place.address()))
                .limit(MAX_RECIPIENTS)
                .toList();
    }

    private Stream<Place> behind(int phraseEnd, int end) {
        int at = phraseEnd;
        while (at < end && (DECORATION.indexOf(text.charAt(at)) >= 0 || text.charAt(at) == '\n')) {
            at++;
        }
        int line = HumanText.lineStart(text, at);
        return run(at, end).stream().map(address -> new Place(address, line));
    }

    /** Lines of one word below the words of failure, made addresses of the reporter's domain. */
    private List<Place> bare(int begin) {
        Optional<String> domain = headers.first("from")
                .flatMap(MailAddresses::last)
                .map(address -> address.substring(address.lastIndexOf('@')).toLowerCase(Locale.ROOT));
        List<Place> names = new ArrayList<>();
        int line = HumanText.nextLine(text, begin);
        while (line < to && domain.isPresent() && names.size() < MAX_RECIPIENTS) {
            int end = Math.min(to, HumanText.nextLine(text, line));
            String word = text.substring(line, end).strip();
            if (!word.isEmpty() && word.length() <= 64 && word.chars().allMatch(c -> c < 0x7F && c > ' ')) {
                names.add(new Place(MailAddresses.isWord(word) ? word + domain.get() : word, line));
            }
            line = end;
        }
        return names.stream().filter(place -> place.address().indexOf('@') > 0).toList();
    }

    private List<Place> nearby(int begin) {
        String near = text.substring(begin, Math.max(begin, Math.min(to, begin + NEAR)));
        return strangers(near)
                .limit(1)
                .map(address -> new Place(address, HumanText.lineStart(text, begin)))
                .toList();
    }

    /** The last one of the paragraph above the words of failure: "the mail to her could not be delivered". */
    private List<Place> before(int begin) {
        int least = Math.max(0, begin - NEAR);
        int start = HumanText.lineStart(text, begin);
        while (start > least
                && !text.substring(HumanText.lineStart(text, start - 1), start).isBlank()) {
            start = HumanText.lineStart(text, start - 1);
        }
        int line = start;
        return strangers(text.substring(Math.max(start, least), begin))
                .reduce((one, other) -> other)
                .map(address -> List.of(new Place(address, Math.max(line, least))))
                .orElse(List.of());
    }

    /** Whom the letter was for, where its header stands in the text and names one only. */
    private List<Place> addressee() {
        int line = 0;
        int fields = 0;
        while (line < text.length() && fields < MAX_FIELDS) {
            int next = HumanText.nextLine(text, line);
            List<String> all = new ArrayList<>();
            int[] found = new int[1];
            TO.at(text, skip(line, next), next, (name, from, end) -> {
                found[0]++;
                strangers(field(end, next)).distinct().forEach(all::add);
            });
            if (!all.isEmpty()) {
                return all.size() == 1 ? List.of(new Place(all.get(0), Math.min(line, to))) : List.of();
            }
            fields += found[0];
            line = next;
        }
        return List.of();
    }

    /** The value of a field whose first line ends at a place, with the lines that continue it. */
    private String field(int from, int lineEnd) {
        int end = lineEnd;
        while (end < text.length() && end - from < NEAR && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
            end = HumanText.nextLine(text, end);
        }
        return text.substring(from, Math.min(end, from + NEAR));
    }

    private Stream<String> strangers(String words) {
        return MailAddresses.in(words).filter(address -> !isContact(address) && !isOwn(address));
    }

    /** What stands from the line of a recipient to that of the next belongs to it, wherever it is named. */
    private Map<String, String> reasons(List<Place> places) {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            int next = i + 1;
            while (next < places.size() && places.get(next).line() <= place.line()) {
                next++;
            }
            int end = next < places.size() ? places.get(next).line() : to;
            String words =
                    text.substring(place.line(), Math.min(Math.max(end, place.line()), place.line() + MAX_REASON));
            reasons.merge(place.address(), words, NamedRecipients::join);
        }
        reasons.replaceAll((address, words) -> Spaces.collapse(words));
        return reasons;
    }

    private static String join(String one, String other) {
        return one.length() + other.length() > MAX_REASON ? one : one + '\n' + other;
    }

    private boolean isOwn(String address) {
        return own.contains(address.toLowerCase(Locale.ROOT));
    }

    private static boolean isContact(String address) {
        return CONTACTS.contains(address.substring(0, address.lastIndexOf('@')).toLowerCase(Locale.ROOT));
    }
}
