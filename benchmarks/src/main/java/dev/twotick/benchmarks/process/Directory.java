package dev.twotick.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A directory for what a measurement leaves behind, deleted with all that is in it when it is closed. Servers that give up their
 * privileges can get into it.
 */
public final class Directory implements AutoCloseable {
    private final Path path;

    private Directory(Path path) {
        this.path = path;
    }

    /**
     * Makes one.
     *
     * @param parent where; made when it is not there
     * @param name how its name begins
     * @return the directory
     * @throws IOException when it cannot be made, or this process has one of that name there
     */
    public static Directory in(Path parent, String name) throws IOException {
        // short, since the paths of sockets in it must stay below 108 characters
        Path path = Files.createDirectories(parent.toAbsolutePath())
                .resolve(name + "-" + ProcessHandle.current().pid());
        Files.createDirectory(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Directory(path);
    }

    /**
     * Where it is.
     *
     * @return an absolute path
     */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
