package dev.twotick.jdbc;

import dev.twotick.outbox.OutboxException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of an outbox. Letters are private, so it is made readable for its owner only; SQLite gives the files that it keeps
 * beside it the same mode.
 *
 * @param path the absolute path
 */
record SqliteFile(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);
    private static final String SCHEME = "jdbc:sqlite:";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> WRITERS = EnumSet.of(
            PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final Set<PosixFilePermission> OTHER_READERS =
            EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

    /**
     * Reads a URL.
     *
     * @param url {@code jdbc:sqlite:} with the path of a file
     * @throws OutboxException when it names no file, or says more than a file's name
     */
    static SqliteFile of(String url) {
        String name = url.substring(SCHEME.length());
        if (name.isEmpty() || name.startsWith(":") || name.startsWith("file:") || name.contains("?")) {
            throw new OutboxException("an outbox on SQLite needs the plain name of a file, such as " + SCHEME
                    + "outbox.db, without parameters; in memory nothing would be durable");
        }
        try {
            return new SqliteFile(Path.of(name).toAbsolutePath());
        } catch (InvalidPathException e) {
            throw new OutboxException("the file name after " + SCHEME + " is none on this system", e);
        }
    }

    /** Where the processes that write wait for each other. */
    Path turnstile() {
        return path.resolveSibling(path.getFileName() + "-turn");
    }

    String url() {
        return SCHEME + path;
    }

    /**
     * Makes the file unless it is there, and says plainly what would keep SQLite from working with it.
     *
     * @throws OutboxException when something would
     */
    void prepare() {
        Path directory = path.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new OutboxException("the directory of " + path + " does not exist; make it, or correct outbox.url");
        }
        if (!Files.isWritable(directory)) {
            throw new OutboxException("the directory " + directory
                    + " may not be written, and SQLite keeps its log beside the file; look at its permissions");
        }
        if (Files.isDirectory(path)) {
            throw new OutboxException(path + " is a directory; outbox.url needs the name of a file");
        }
        try {
            create(path);
            create(turnstile());
            checkMode();
        } catch (IOException e) {
            throw new OutboxException(path + " cannot be made: " + e, e);
        }
    }

    private void create(Path file) throws IOException {
        try {
            if (isPosix()) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } else {
                Files.createFile(file);
            }
        } catch (FileAlreadyExistsException e) {
            // an outbox of an earlier start, or of another process a moment ago
        }
    }

    private void checkMode() throws IOException {
        if (!Files.isReadable(path) || !Files.isWritable(path) || isMarkedReadOnly()) {
            throw new OutboxException(
                    path + " is read-only or not readable; its owner must be able to read and write it");
        }
        if (isPosix() && hasAny(OTHER_READERS)) {
            LOG.warn("others than its owner may read {}, which holds whole letters; chmod 600 would end that", path);
        }
    }

    /** The superuser may write in spite of the mode; whoever took the write bits away meant it nevertheless. */
    private boolean isMarkedReadOnly() throws IOException {
        return isPosix() && !hasAny(WRITERS);
    }

    private boolean hasAny(Set<PosixFilePermission> permissions) throws IOException {
        return Files.getPosixFilePermissions(path).stream().anyMatch(permissions::contains);
    }

    private boolean isPosix() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
