package dev.twotick.plugin;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All settings as one flat map of words, for example {@code relay.main.url}. Immutable; {@link #toString} shows keys only,
 * since values may be secrets.
 */
public final class Settings {
    /** No settings. */
    public static final Settings EMPTY = new Settings(new TreeMap<>(), Map.of());

    private static final String ENVIRONMENT_PREFIX = "TWOTICK_";

    private final SortedMap<String, String> values;
    private final Map<String, TokenSupplier> suppliers;

    private Settings(SortedMap<String, String> values, Map<String, TokenSupplier> suppliers) {
        this.values = Collections.unmodifiableSortedMap(values);
        this.suppliers = Map.copyOf(suppliers);
    }

    /**
     * Reads a properties file in UTF-8.
     *
     * @param file the file
     * @return the settings
     * @throws ConfigurationException when it cannot be read
     */
    public static Settings load(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException("config", "the file " + file + " cannot be read: " + e);
        }
        SortedMap<String, String> values = new TreeMap<>();
        properties.forEach((key, value) -> values.put((String) key, ((String) value).strip()));
        return new Settings(values, Map.of());
    }

    /**
     * Sets one word.
     *
     * @param key the word
     * @param value its value
     * @return a changed copy
     */
    public Settings with(String key, String value) {
        SortedMap<String, String> more = new TreeMap<>(values);
        more.put(key, value);
        return new Settings(more, suppliers);
    }

    /**
     * Sets what gives the tokens of a word that no file can give, for example {@code relay.main.token}.
     *
     * @param key the word
     * @param tokens gives them
     * @return a changed copy
     */
    public Settings with(String key, TokenSupplier tokens) {
        Map<String, TokenSupplier> more = new HashMap<>(suppliers);
        more.put(key, tokens);
        return new Settings(values, more);
    }

    /**
     * Sets all words of others.
     *
     * @param others they win over what is set already
     * @return a changed copy
     */
    public Settings with(Settings others) {
        SortedMap<String, String> moreValues = new TreeMap<>(values);
        moreValues.putAll(others.values);
        Map<String, TokenSupplier> moreSuppliers = new HashMap<>(suppliers);
        moreSuppliers.putAll(others.suppliers);
        return new Settings(moreValues, moreSuppliers);
    }

    /**
     * Lets environment variables override: {@code relay.main.password-file} is {@code TWOTICK_RELAY_MAIN_PASSWORD_FILE}.
     *
     * @param environment for example {@link System#getenv()}
     * @param names the words that variables may stand for beside those already set, as {@link Vocabulary#candidates} tells
     * @return a changed copy
     */
    public Settings withEnvironment(Map<String, String> environment, Set<String> names) {
        Set<String> candidates = new LinkedHashSet<>(values.keySet());
        candidates.addAll(names);
        Settings settings = this;
        for (String key : candidates) {
            String value = environment.get(variable(key));
            if (value != null) {
                settings = settings.with(key, value);
            }
        }
        return settings;
    }

    /** The environment variable that stands for a word. */
    static String variable(String word) {
        return ENVIRONMENT_PREFIX + word.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    /**
     * Looks a word up.
     *
     * @param key the word
     * @return its value, if it is set and not blank
     */
    public Optional<String> get(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isBlank());
    }

    /** What gives the tokens of a word, if code has set it. */
    Optional<TokenSupplier> supplier(String key) {
        return Optional.ofNullable(suppliers.get(key));
    }

    /**
     * All words that are set to a text.
     *
     * @return in their order
     */
    public Set<String> keys() {
        return values.keySet();
    }

    /**
     * The names that stand between a prefix and the next dot, for example the relays' names for {@code relay.}.
     *
     * @param prefix with its dot
     * @return the names in their order
     */
    public Set<String> namesUnder(String prefix) {
        Set<String> names = new LinkedHashSet<>();
        for (String key : values.keySet()) {
            int dot = key.startsWith(prefix) ? key.indexOf('.', prefix.length()) : -1;
            if (dot > prefix.length()) {
                names.add(key.substring(prefix.length(), dot));
            }
        }
        return names;
    }

    @Override
    public String toString() {
        return "Settings" + values.keySet();
    }
}
