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
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that fails to sync, one that is full, and one that has become read-only, under a node's SQLite file. */
class StoreTroubleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LETTERS = 6;

    /** While a file exists, what it names fails after as many calls as it says; calls are counted from its appearance on. */
    private static final String SHIM = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <errno.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/types.h>
            #include <unistd.h>

            #define REAL(name, type) static type real; if (!real) real = (type) dlsym(RTLD_NEXT, #name)

            static int counted;

            static int error(const char *kind) {
                char text[32] = {0};
                int passing = 0;
                FILE *file = fopen(getenv("BROKEN_WHILE_EXISTS"), "re");
                if (!file) { __atomic_store_n(&counted, 0, __ATOMIC_SEQ_CST); return 0; }
                int read = fscanf(file, "%31s %d", text, &passing);
                fclose(file);
                if (read != 2) return 0;
                int mine = !strcmp(kind, "sync") ? !strcmp(text, "SYNC") : strcmp(text, "SYNC");
                if (!mine || __atomic_fetch_add(&counted, 1, __ATOMIC_SEQ_CST) < passing) return 0;
                return !strcmp(text, "SYNC") ? EIO : !strcmp(text, "FULL") ? ENOSPC : EROFS;
            }

            static int broken(const char *kind, int fd) {
                char link[64], path[512] = {0};
                snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
                if (readlink(link, path, sizeof path - 1) < 0 || !strstr(path, "outbox.db")) return 0;
                int number = error(kind);
                if (number) errno = number;
                return number;
            }

            typedef int (*one)(int);
            typedef ssize_t (*some)(int, const void *, size_t);
            typedef ssize_t (*at)(int, const void *, size_t, off64_t);

            int fsync(int fd) { REAL(fsync, one); return broken("sync", fd) ? -1 : real(fd); }
            int fdatasync(int fd) { REAL(fdatasync, one); return broken("sync", fd) ? -1 : real(fd); }
            ssize_t write(int fd, const void *from, size_t count) {
                REAL(write, some);
                return broken("write", fd) ? -1 : real(fd, from, count);
            }
            ssize_t pwrite64(int fd, const void *from, size_t count, off64_t place) {
                REAL(pwrite64, at);
                return broken("write", fd) ? -1 : real(fd, from, count, place);
            }
            ssize_t pwrite(int fd, const void *from, size_t count, off_t place) {
                REAL(pwrite, at);
                return broken("write", fd) ? -1 : real(fd, from, count, place);
            }
            """;

    @TempDir
    Path directory;

    private final ScriptedSmtpServer server = ScriptedSmtpServer.start();
    private final Books books = new Books();
    private Path broken;
    private Path database;

    /** What the disk does: what the library makes of it. */
    enum Trouble {
        SYNC,
        FULL,
        READ_ONLY
    }

    @BeforeEach
    void lay() {
        broken = directory.resolve("broken");
        database = directory.resolve("outbox.db");
    }

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

    /** A node whose disk can be made to fail. */
    private Node fragileNode() throws IOException {
        Path source = Files.writeString(directory.resolve("disk.c"), SHIM);
        Path library = directory.resolve("disk.so");
        if (!runs("gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")) {
            Requirement.missing("gcc is not installed, so no library that fails to write can be made");
        }
        return node(database, Map.of("LD_PRELOAD", library.toString(), "BROKEN_WHILE_EXISTS", broken.toString()));
    }

    /** From the call after so many on; by a file that is there as a whole or not at all. */
    private void begin(Trouble trouble, int passing) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), trouble + " " + passing);
        Files.move(next, broken, StandardCopyOption.ATOMIC_MOVE);
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

    @ParameterizedTest
    @EnumSource
    void whileTheDiskIsInTroubleNothingIsAcceptedOrBegunAndAfterwardsAllGoesOn(Trouble trouble) throws IOException {
        try (Node node = fragileNode().open()) {
            books.send(node, "before");
            books.insist(node);
            await().atMost(PATIENCE).until(() -> server.letters().size() == 1);

            begin(trouble, 0);
            awaitRefusal(node, books, "during-1");
            awaitRefusal(node, books, "during-2");
            assertThat(server.letters()).hasSize(1);

            Files.delete(broken);
            allIsWell(database, node);
        }
    }

    /** A letter takes a few calls: to be accepted, for the intent, for what came of it; each of them is the first that fails. */
    @ParameterizedTest
    @EnumSource
    void whicheverCallFailsFirstLettersUnderWayAreNeitherLostNorDoubledWithoutLeave(Trouble trouble)
            throws IOException {
        try (Node node = fragileNode().open()) {
            for (int passing = 0; passing < 8; passing++) {
                String round = "after-" + passing + "-";
                for (int i = 0; i < LETTERS; i++) {
                    books.send(node, round + i);
                }
                begin(trouble, passing);
                for (int i = LETTERS; !node.hasSaid("refused " + round); i++) {
                    books.send(node, round + i);
                    node.awaitAnyWord("refused " + round, "accepted " + round + i);
                }
                Files.delete(broken);
            }
            allIsWell(database, node);
        }
    }

    @Test
    void onADiskThatFillsUpNothingIsHalfStoredAndAfterwardsAllGoesOn() throws IOException {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        if (!runs("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString())) {
            Requirement.missing(
                    "no small disk could be mounted, which takes root and, in a container, the right to mount");
        }
        Path full = disk.resolve("outbox.db");
        try (Node node = node(full, Map.of()).open()) {
            books.send(node, "before");
            books.insist(node);
            await().atMost(PATIENCE).until(() -> server.letters().size() == 1);

            for (int i = 0; i < LETTERS; i++) {
                books.send(node, "under-way-" + i);
            }
            List<Path> ballast = fill(disk);
            awaitRefusal(node, books, "during");
            for (Path file : ballast) {
                Files.deleteIfExists(file);
            }
            allIsWell(full, node);
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
