package dev.twotick.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.twotick.it.Requirement;
import dev.twotick.jdbc.JdbcOutbox;
import dev.twotick.outbox.Outbox;
import dev.twotick.testkit.ScriptedSmtpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails to sync, and one that is full, under a node's SQLite file. */
class StoreTroubleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SHIM = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <errno.h>
            #include <stdlib.h>
            #include <unistd.h>

            static int broken(void) { return access(getenv("BROKEN_WHILE_EXISTS"), F_OK) == 0; }

            int fsync(int fd) {
                static int (*real)(int);
                if (!real) real = (int (*)(int)) dlsym(RTLD_NEXT, "fsync");
                if (broken()) { errno = EIO; return -1; }
                return real(fd);
            }

            int fdatasync(int fd) {
                static int (*real)(int);
                if (!real) real = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
                if (broken()) { errno = EIO; return -1; }
                return real(fd);
            }
            """;

    @TempDir
    Path directory;

    private final ScriptedSmtpServer server = ScriptedSmtpServer.start();
    private final Books books = new Books();

    @AfterEach
    void close() {
        server.close();
    }

    private static boolean runs(String... command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A library whose syncs fail while a file exists. */
    private Path failingSync() throws IOException {
        Path source = Files.writeString(directory.resolve("sync.c"), SHIM);
        Path library = directory.resolve("sync.so");
        if (!runs("gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")) {
            Requirement.missing("gcc is not installed, so no library that fails to sync can be made");
        }
        return library;
    }

    private Node node(Path database, Map<String, String> environment) {
        return Node.start(
                directory.resolve("tmp"),
                environment,
                "outbox.url=jdbc:sqlite:" + database,
                "relay.main.url=smtp://127.0.0.1:" + server.port());
    }

    private static void awaitRefusal(Node node, Books books, String key) {
        books.send(node, key);
        node.awaitWord("refused " + key);
    }

    private void allIsWell(Path database, Node node) {
        books.insist(node);
        try (Outbox outbox = JdbcOutbox.open("jdbc:sqlite:" + database)) {
            Books.awaitRest(outbox);
            books.agreeWith(outbox, server.letters());
        }
    }

    @Test
    void whileTheDiskCannotSyncNothingIsAcceptedOrBegunAndAfterwardsAllGoesOn() throws IOException {
        Path library = failingSync();
        Path broken = directory.resolve("broken");
        Path database = directory.resolve("outbox.db");
        Map<String, String> environment =
                Map.of("LD_PRELOAD", library.toString(), "BROKEN_WHILE_EXISTS", broken.toString());
        try (Node node = node(database, environment).open()) {
            books.send(node, "before");
            books.insist(node);
            await().atMost(PATIENCE).until(() -> server.letters().size() == 1);

            Files.createFile(broken);
            awaitRefusal(node, books, "during-1");
            awaitRefusal(node, books, "during-2");
            assertThat(server.letters()).hasSize(1);

            Files.delete(broken);
            allIsWell(database, node);
        }
    }

    @Test
    void whatFailsToSyncWhileLettersAreUnderWayIsNeitherLostNorDoubledWithoutLeave() throws IOException {
        Path library = failingSync();
        Path broken = directory.resolve("broken");
        Path database = directory.resolve("outbox.db");
        Map<String, String> environment =
                Map.of("LD_PRELOAD", library.toString(), "BROKEN_WHILE_EXISTS", broken.toString());
        try (Node node = node(database, environment).open()) {
            for (int i = 0; i < 60; i++) {
                books.send(node, "letter-" + i);
                if (i % 20 == 10) {
                    Files.createFile(broken);
                    node.awaitWord("refused");
                } else if (i % 20 == 15) {
                    Files.delete(broken);
                }
            }
            allIsWell(database, node);
        }
    }

    @Test
    void onAFullDiskNothingIsHalfStoredAndAfterwardsAllGoesOn() throws IOException {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        if (!runs("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString())) {
            Requirement.missing(
                    "no small disk could be mounted, which takes root and, in a container, the right to mount");
        }
        Path database = disk.resolve("outbox.db");
        try (Node node = node(database, Map.of()).open()) {
            books.send(node, "before");
            books.insist(node);
            await().atMost(PATIENCE).until(() -> server.letters().size() == 1);

            List<Path> ballast = fill(disk);
            awaitRefusal(node, books, "during");
            for (Path file : ballast) {
                Files.deleteIfExists(file);
            }
            allIsWell(database, node);
        } finally {
            assertThat(runs("umount", "-l", disk.toString())).isTrue();
        }
    }

    /** In pieces that get smaller, until not even an octet is left. */
    private static List<Path> fill(Path disk) {
        List<Path> ballast = new ArrayList<>();
        int size = 1 << 20;
        while (size > 0) {
            Path next = disk.resolve("ballast-" + ballast.size());
            try {
                Files.write(next, new byte[size]);
            } catch (IOException e) {
                size /= 2;
            }
            ballast.add(next);
        }
        return ballast;
    }
}
