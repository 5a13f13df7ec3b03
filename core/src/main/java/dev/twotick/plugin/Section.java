package dev.twotick.plugin;

import dev.twotick.letter.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of the settings that begins with one prefix, as a plugin reads it. Every reading method notes a fault instead of
 * throwing and returns something harmless, so that all faults of a configuration can be told together; nothing that was built
 * from a section with faults is used. Used by one thread.
 */
public final class Section {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})(KB|MB)?");

    private static final Pattern LAST_LINE_END = Pattern.compile("\r?\n\\z");

    private final Settings settings;
    private final String prefix;
    private final List<Fault> faults;

    private Section(Settings settings, String prefix, List<Fault> faults) {
        this.settings = settings;
        this.prefix = prefix;
        this.faults = faults;
    }

    /**
     * All settings as one section.
     *
     * @param settings the settings
     * @return a section that begins a new list of faults
     */
    public static Section of(Settings settings) {
        return new Section(settings, "", new ArrayList<>());
    }

    /**
     * A part of this section, which notes its faults in the same list.
     *
     * @param name for example {@code relay.main.}, with its dot
     * @return the part
     */
    public Section part(String name) {
        return new Section(settings, prefix + name, faults);
    }

    /**
     * The whole word of a key, as the user wrote it.
     *
     * @param key the key within this section
     * @return prefix and key
     */
    public String word(String key) {
        return prefix + key;
    }

    /**
     * Notes a fault.
     *
     * @param key the key within this section
     * @param problem what is wrong and how to mend it; never a secret's value
     */
    public void fault(String key, String problem) {
        faults.add(new Fault(prefix + key, problem));
    }

    /**
     * Everything that was noted so far, here and in all parts.
     *
     * @return the faults, perhaps none
     */
    public List<Fault> faults() {
        return List.copyOf(faults);
    }

    /**
     * Ends the reading.
     *
     * @throws ConfigurationException when a fault was noted
     */
    public void check() {
        if (!faults.isEmpty()) {
            throw new ConfigurationException(faults);
        }
    }

    /**
     * A text.
     *
     * @param key the key
     * @return the value, if set
     */
    public Optional<String> text(String key) {
        return settings.get(prefix + key);
    }

    /**
     * A secret: from {@code key}, or from the file that {@code key-file} names, without its last line end; white space
     * counts.
     *
     * @param key the key, for example {@code password}
     * @return the secret, if set
     */
    public Optional<String> secret(String key) {
        Optional<String> file = text(key + "-file");
        Optional<String> value = text(key);
        if (file.isPresent() && value.isPresent()) {
            fault(key, "is set together with " + word(key + "-file") + "; keep one of them");
        }
        if (file.isEmpty()) {
            return value;
        }
        try {
            String content = Files.readString(Path.of(file.get()), StandardCharsets.UTF_8);
            return Optional.of(LAST_LINE_END.matcher(content).replaceFirst(""));
        } catch (IOException | IllegalArgumentException e) {
            fault(key + "-file", "the file cannot be read: " + e);
            return Optional.empty();
        }
    }

    /**
     * What gives access tokens: code that was set as {@code token}, or the file that {@code token-file} names, which is read
     * for each login and may be replaced at any time.
     *
     * @return the tokens, if set
     */
    public Optional<TokenSupplier> tokens() {
        Optional<TokenSupplier> supplier = settings.supplier(prefix + "token");
        Optional<String> file = text("token-file");
        if (supplier.isPresent() && file.isPresent()) {
            fault("token-file", "is set although code gives the tokens; keep one of them");
        }
        return supplier.or(() -> file.map(name -> afresh -> contentOf(name)));
    }

    private static String contentOf(String file) throws IOException {
        try {
            return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
        } catch (IllegalArgumentException e) {
            throw new IOException("no path: " + file, e);
        }
    }

    /**
     * A duration longer than nothing.
     *
     * @param key the key
     * @param absent what holds when it is not set
     * @return the duration
     */
    public Duration duration(String key, Duration absent) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return absent;
        }
        Optional<Duration> duration = Durations.parse(text.get()).filter(d -> !d.isZero());
        if (duration.isEmpty()) {
            fault(key, Printable.quoted(text.get()) + " is not a duration such as 200ms, 5s, 10m, 4h or 5d");
        }
        return duration.orElse(absent);
    }

    /**
     * A whole number.
     *
     * @param key the key
     * @param absent what holds when it is not set
     * @param least the least allowed
     * @param most the most allowed
     * @return the number
     */
    public int number(String key, int absent, int least, int most) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return absent;
        }
        try {
            int number = Integer.parseInt(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same fault as out of range, below
        }
        fault(key, Printable.quoted(text.get()) + " is not a whole number from " + least + " to " + most);
        return absent;
    }

    /**
     * A size in octets: a whole number, or one with the unit {@code KB} or {@code MB} (1024 octets, 1024 KB).
     *
     * @param key the key
     * @param absent what holds when it is not set
     * @return octets, at least 1
     */
    public long octets(String key, long absent) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return absent;
        }
        Matcher size = SIZE.matcher(text.get());
        if (!size.matches() || Long.parseLong(size.group(1)) == 0) {
            fault(key, Printable.quoted(text.get()) + " is not a size such as 500KB or 25MB");
            return absent;
        }
        int shift = "MB".equals(size.group(2)) ? 20 : "KB".equals(size.group(2)) ? 10 : 0;
        return Long.parseLong(size.group(1)) << shift;
    }

    /**
     * One word out of a few.
     *
     * @param key the key
     * @param absent what holds when it is not set
     * @param words each word with what it stands for
     * @param <T> what they stand for
     * @return what the word stands for
     */
    public <T> T choice(String key, T absent, Map<String, T> words) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return absent;
        }
        T choice = words.get(text.get());
        if (choice == null) {
            fault(
                    key,
                    Printable.quoted(text.get()) + " is none of " + String.join(", ", new TreeSet<>(words.keySet())));
            return absent;
        }
        return choice;
    }
}
