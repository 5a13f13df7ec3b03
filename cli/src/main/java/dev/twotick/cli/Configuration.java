package dev.twotick.cli;

import dev.twotick.Twotick;
import dev.twotick.TwotickBuilder;
import dev.twotick.letter.Assurance.Reach;
import dev.twotick.outbox.Outbox;
import dev.twotick.plugin.Plugins;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.plugin.Vocabulary;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The settings of one run: file, environment, and what the command assumes where they are silent. */
final class Configuration {
    private static final String FILE = "twotick.properties";
    private static final String OUTBOX_URL = "outbox.url";
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String DEFAULT_OUTBOX_URL = SQLITE + "twotick.db";
    private static final long DEFAULT_MAX_SIZE = 50L << 20;

    private final Settings settings;
    private final Vocabulary vocabulary;

    private Configuration(Settings settings, Vocabulary vocabulary) {
        this.settings = settings;
        this.vocabulary = vocabulary;
    }

    static Configuration load(Optional<Path> file, Console console) {
        Vocabulary vocabulary = Twotick.vocabulary(loader());
        Settings settings = file.or(
                        () -> Optional.of(console.directory().resolve(FILE)).filter(Files::exists))
                .map(Settings::load)
                .orElse(Settings.EMPTY);
        settings =
                settings.withEnvironment(console.environment(), vocabulary.candidates(settings, console.environment()));
        if (settings.get(OUTBOX_URL).isEmpty()) {
            settings = settings.with(OUTBOX_URL, DEFAULT_OUTBOX_URL);
        }
        return new Configuration(settings, vocabulary);
    }

    private static ClassLoader loader() {
        return Main.class.getClassLoader();
    }

    Settings settings() {
        return settings;
    }

    /** Begins to build. */
    TwotickBuilder twotick() {
        return Twotick.builder().classLoader(loader()).settings(settings);
    }

    /** The outbox's file; empty when it is none on SQLite, or the URL is at fault, which is told by whoever opens it. */
    Optional<Path> sqliteFile() {
        try {
            return settings.get(OUTBOX_URL)
                    .filter(url -> url.toLowerCase(Locale.ROOT).startsWith(SQLITE))
                    .map(url -> url.substring(SQLITE.length()))
                    .filter(name -> !name.isEmpty() && !name.startsWith(":") && !name.startsWith("file:"))
                    .map(name -> Path.of(name).toAbsolutePath());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Opens the outbox alone, for reading: one that is not there is a fault, and is not made. */
    Outbox outbox() {
        Section all = Section.of(settings);
        vocabulary.check(settings, all);
        Optional<Path> missing = sqliteFile().filter(Files::notExists);
        missing.ifPresent(file -> all.fault(
                OUTBOX_URL, "there is no file " + file + "; correct the URL, or let send or serve make the outbox"));
        Optional<Outbox> outbox =
                missing.isPresent() ? Optional.empty() : new Plugins(loader()).outbox(all.part("outbox."));
        if (!all.faults().isEmpty()) {
            outbox.ifPresent(Outbox::close);
        }
        all.check();
        return outbox.orElseThrow();
    }

    /** The assurance of letters that say nothing. A fault is told by whoever builds from these settings. */
    Reach reach() {
        Map<String, Reach> words = new LinkedHashMap<>();
        for (Reach reach : Reach.values()) {
            words.put(reach.word(), reach);
        }
        return Section.of(settings).choice("assurance", Reach.SUBMITTED, words);
    }

    /** The most octets of a letter. */
    long maxSize() {
        Section all = Section.of(settings);
        long size = all.octets("letter.max-size", DEFAULT_MAX_SIZE);
        all.check();
        return size;
    }
}
