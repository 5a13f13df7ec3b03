package dev.twotick.it.nodes;

import dev.twotick.testkit.ScriptedSmtpServer;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The classes of nodes in an archive that the JVM maps into its memory (JEP 350), since hundreds of nodes are started and most of
 * their short lives was spent on loading classes. Made once in a run, from what one node loads that submits a letter. Where the
 * JVM makes none, since it was installed without an archive of its own classes, nodes are slower and no less nodes.
 */
final class NodeClasses {
    private static final String ARCHIVE = "nodes.jsa";

    private NodeClasses() {}

    /** One for all tests of this run, made by the first of them. */
    private static final class Holder {
        static final List<String> OPTIONS = make();
    }

    /** The options that a node's JVM finds its classes by. */
    static List<String> options() {
        return Holder.OPTIONS;
    }

    private static List<String> make() {
        try {
            Path directory = Files.createTempDirectory("twotick-nodes");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
            String path = classPath(directory);
            Path archive = directory.resolve(ARCHIVE);
            record(directory, List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive, "-cp", path));
            if (!Files.exists(archive)) {
                System.err.println("nodes start slowly: this JVM has made no archive of their classes");
                return List.of("-Xlog:disable", "-cp", path);
            }
            return List.of("-Xlog:disable", "-XX:SharedArchiveFile=" + archive, "-cp", path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void record(Path directory, List<String> options) throws InterruptedException {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                Node node = Node.start(
                        directory,
                        Map.of(),
                        options,
                        "outbox.url=jdbc:sqlite:" + directory.resolve("outbox.db"),
                        "relay.main.url=smtp://127.0.0.1:" + server.port())) {
            node.open();
            node.tell("send invoice");
            server.awaitLetters(1, Duration.ofMinutes(1));
            node.dismiss();
        }
    }

    /** Nothing but jars, since only their classes are archived. */
    private static String classPath(Path directory) throws IOException {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1)) {
            Path path = Path.of(entry);
            jars.add(Files.isDirectory(path) ? jar(path, directory.resolve(jars.size() + ".jar")) : entry);
        }
        return String.join(File.pathSeparator, jars);
    }

    private static String jar(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path one : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(one).toString()));
                Files.copy(one, out);
            }
        }
        return jar.toString();
    }

    private static void remove(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            // it lies where temporary files do
        }
    }
}
