package dev.twotick.receipts.internal.relaylog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log and the files that it was rotated into, by rename or by copying and truncating: what lies beside it and begins with its
 * name. Rotated files may be compressed with gzip. Used by one thread.
 */
final class LogFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);

    private final Path current;

    LogFiles(Path current) {
        this.current = current;
    }

    /** Something to read: a file, from where. */
    record Section(Path file, long from) {
        byte[] firstBytes() throws IOException {
            return LogFiles.firstBytes(file);
        }

        /** The file's bytes from there on; {@code back} bytes before it, as far as there are so many. */
        InputStream open(long back) throws IOException {
            InputStream in = LogFiles.open(file);
            try {
                in.skipNBytes(Math.max(0, from - back));
                return in;
            } catch (IOException e) {
                in.close();
                throw e;
            }
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static byte[] firstBytes(Path file) throws IOException {
        try (InputStream in = open(file)) {
            return in.readNBytes(LogPlace.MAX_HEAD);
        }
    }

    /**
     * What is to be read, oldest first.
     *
     * @param place how far it was read; empty: the log as it is now, from its beginning
     * @throws IOException when there is no such log, nor one that it was rotated into
     */
    List<Section> toRead(Optional<LogPlace> place) throws IOException {
        long size = size(current);
        if (place.isEmpty()) {
            if (size < 0) {
                throw gone("there is no such log");
            }
            return List.of(new Section(current, 0));
        }
        LogPlace known = place.get();
        if (size >= known.offset() && known.isIn(firstBytes(current))) {
            return List.of(new Section(current, known.offset()));
        }
        return rotated(known, size);
    }

    /** Until something stands in the new file the writer may still have the old one open. */
    private List<Section> rotated(LogPlace known, long size) throws IOException {
        List<Section> sections = new ArrayList<>();
        for (Path file : olderFirst()) {
            if (!sections.isEmpty()) {
                sections.add(new Section(file, 0));
            } else if (isIn(known, file)) {
                sections.add(new Section(file, known.offset()));
            }
        }
        if (sections.isEmpty() && size < 0) {
            throw gone("it has vanished, and what it held is not beside it");
        }
        if (sections.isEmpty()) {
            LOG.warn("{} was rotated, and what it held before is not beside it: some lines were not read", current);
        }
        if (size > 0) {
            sections.add(new Section(current, 0));
        }
        return sections;
    }

    private static boolean isIn(LogPlace known, Path file) {
        try {
            return known.isIn(firstBytes(file));
        } catch (IOException e) {
            LOG.debug("{} cannot be read", file, e);
            return false;
        }
    }

    private List<Path> olderFirst() throws IOException {
        Path name = current.getFileName();
        Path directory = current.toAbsolutePath().getParent();
        if (name == null || directory == null) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> isRotated(file.getFileName(), name.toString()))
                    .filter(Files::isRegularFile)
                    .sorted(Comparator.comparing(LogFiles::lastChange))
                    .toList();
        }
    }

    /** For example {@code mail.log.1}, {@code mail.log-20260301} and {@code mail.log.2.gz}. */
    private static boolean isRotated(Path file, String name) {
        String text = file.toString();
        boolean other = text.endsWith(".bz2") || text.endsWith(".xz") || text.endsWith(".zst");
        return (text.startsWith(name + ".") || text.startsWith(name + "-")) && !other;
    }

    private static FileTime lastChange(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    boolean isThere() {
        return Files.exists(current);
    }

    void tellGone(Instant since) {
        LOG.warn("{} was rotated at {} or before, and nothing stands in its place", current, since);
    }

    private NoSuchFileException gone(String why) {
        return new NoSuchFileException(current.toString(), null, why);
    }

    /** Changes whenever something was written to the log. */
    String stamp() {
        try {
            return Files.size(current) + "@" + Files.getLastModifiedTime(current);
        } catch (IOException e) {
            return "none";
        }
    }
}
