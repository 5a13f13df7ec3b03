package dev.twotick.cli.demo;

import dev.twotick.Tracking;
import dev.twotick.Twotick;
import dev.twotick.cli.watch.LedgerWatch;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.testkit.ScriptedSmtpServer;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A {@code twotick serve} in a process of its own that is killed while it has letters in its hands. */
final class LostWorker {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

    private LostWorker() {}

    /** Takes the letters in, lets a worker begin with each of them, and kills it there and then. */
    static void begin(World world, List<Fate> fates, LedgerWatch watch) throws IOException, InterruptedException {
        try (Twotick desk = world.twotick().acceptOnly().build()) {
            List<Tracking> letters = new ArrayList<>();
            fates.forEach(fate -> letters.add(desk.send(fate.letter(), fate.assurance())));
            Process worker = start(world.settingsFile());
            try {
                boolean begun = watch.await(() -> allBegun(letters) && allSeen(world.relay(), fates), LONG_ENOUGH);
                if (!begun && !watch.isStopped()) {
                    throw new IOException("the worker of the demo did not take its letters up in time");
                }
            } finally {
                worker.destroyForcibly().waitFor();
            }
        }
    }

    private static boolean allBegun(List<Tracking> letters) {
        return letters.stream()
                .flatMap(letter -> letter.delivery().recipients().stream())
                .allMatch(recipient -> recipient.submission() == SubmissionState.SUBMITTING);
    }

    /** Each letter has come as far as the relay's script lets it come. */
    private static boolean allSeen(ScriptedSmtpServer relay, List<Fate> fates) {
        List<String> commands = relay.commands();
        boolean allNamed = fates.stream()
                .map(fate -> "<" + fate.recipient() + ">")
                .allMatch(path -> commands.stream().anyMatch(command -> command.contains(path)));
        boolean allBegun = commands.stream().filter("DATA"::equals).count() >= fates.size();
        boolean dotSeen = !relay.received().isEmpty();
        return allNamed && allBegun && dotSeen;
    }

    private static Process start(Path settings) throws IOException {
        ProcessBuilder worker = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.twotick.cli.Main",
                "serve",
                "--config",
                settings.toString());
        worker.environment().keySet().removeIf(name -> name.startsWith("TWOTICK_"));
        return worker.redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
    }
}
