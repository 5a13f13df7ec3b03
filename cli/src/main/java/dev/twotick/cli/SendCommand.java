package dev.twotick.cli;

import dev.twotick.Twotick;
import dev.twotick.dispatch.EngineOptions;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Assurance.Reach;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Letter;
import dev.twotick.letter.OnDoubt;
import dev.twotick.letter.Printable;
import dev.twotick.outbox.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes letters durable, and waits for them when asked to. */
@Command(
        name = "send",
        description = "Makes letters durable and returns; with --wait when their fate is known; it works the"
                + " outbox meanwhile unless another process does.")
final class SendCommand implements Callable<Integer> {
    /** Worst first. */
    private static final List<Integer> SEVERITY =
            List.of(ExitCode.FAULT, ExitCode.FAILED, ExitCode.IN_DOUBT, ExitCode.STILL_WAITING, ExitCode.DONE);

    private static final Duration LONGEST_WAIT_FOR_SUBMISSION = Duration.ofMinutes(10);
    private static final Duration UNTIL_THE_DEADLINE = Duration.ofDays(365);

    private final RootCommand root;

    @Option(names = "--from", paramLabel = "ADDRESS", description = "The envelope's sender, whatever the headers say.")
    private Optional<String> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "ADDRESS",
            description = "The envelope's recipients, whatever the headers say; may be repeated.")
    private List<String> to = new ArrayList<>();

    @Option(
            names = "--assurance",
            paramLabel = "LEVEL",
            description =
                    "How far the letter must get: best-effort, submitted, filed, relayed, delivered or displayed.")
    private Optional<String> assurance = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "The idempotency key: a name of the business event behind the letter; for one FILE only.")
    private Optional<String> key = Optional.empty();

    @Option(
            names = "--on-doubt",
            paramLabel = "POLICY",
            description =
                    "When the relay's answer was lost: resolve (look for proof, then submit again), retry (at once),"
                            + " hold (never submit twice).")
    private Optional<String> onDoubt = Optional.empty();

    @Option(
            names = "--wait",
            paramLabel = "TICK",
            description = "Waits for submitted (one tick) or confirmed (two ticks).")
    private Optional<Goal> goal = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description =
                    "How long --wait waits, for example 30s; without it 10m for submitted, and until the assurance's"
                            + " deadline for confirmed.")
    private Optional<Duration> timeout = Optional.empty();

    @Parameters(arity = "1..*", paramLabel = "FILE.eml", description = "Messages of RFC 5322; - is standard input.")
    private List<String> files = new ArrayList<>();

    SendCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws InterruptedException {
        checkFlags();
        Configuration configuration = root.configuration();
        Assurance wanted = wantedAssurance(configuration);
        List<Letter> letters = letters(configuration);
        if (goal.equals(Optional.of(Goal.CONFIRMED))
                && configuration.settings().get("receipts.url").isEmpty()) {
            root.console().tell("receipts.url is not set: no proof can come by mail");
        }
        return goal.isPresent()
                ? sendAndWait(configuration, letters, wanted, goal.get())
                : sendOnly(configuration, letters, wanted);
    }

    private void checkFlags() {
        if (key.isPresent() && files.size() > 1) {
            throw new UsageException("--key", "names one letter, and there are " + files.size() + " files");
        }
        if (timeout.isPresent() && goal.isEmpty()) {
            throw new UsageException(
                    "--timeout", "says how long --wait waits; add --wait submitted or --wait confirmed");
        }
        if (files.stream().filter(LetterFiles.STANDARD_INPUT::equals).count() > 1) {
            throw new UsageException("-", "standard input can be read once only");
        }
    }

    private Assurance wantedAssurance(Configuration configuration) {
        Optional<Reach> explicit = assurance.map(SendCommand::reach);
        Reach reach = explicit.orElseGet(configuration::reach);
        if (goal.equals(Optional.of(Goal.CONFIRMED)) && !reach.asksConfirmation()) {
            if (explicit.isPresent()) {
                throw new UsageException(
                        "--wait",
                        "confirmed waits for proof, and --assurance " + reach.word()
                                + " asks for none; use --assurance delivered");
            }
            reach = Reach.DELIVERED;
        }
        Assurance wanted = Assurance.of(reach);
        return onDoubt.map(word -> wanted.onDoubt(policy(word))).orElse(wanted);
    }

    private static Reach reach(String word) {
        return Reach.ofWord(word)
                .orElseThrow(() -> new UsageException(
                        "--assurance",
                        Printable.quoted(word) + " is none of "
                                + Arrays.stream(Reach.values()).map(Reach::word).collect(Collectors.joining(", "))));
    }

    private static OnDoubt policy(String word) {
        OnDoubt policy = EngineOptions.DOUBT_WORDS.get(word);
        if (policy == null) {
            throw new UsageException(
                    "--on-doubt",
                    Printable.quoted(word) + " is none of "
                            + String.join(", ", new TreeSet<>(EngineOptions.DOUBT_WORDS.keySet())));
        }
        return policy;
    }

    private List<Letter> letters(Configuration configuration) {
        Optional<EmailAddress> sender = from.map(address -> EmailAddress.of("--from", address));
        List<EmailAddress> recipients =
                to.stream().map(address -> EmailAddress.of("--to", address)).toList();
        List<Letter> letters =
                new LetterFiles(root.console().in(), sender, recipients, configuration.maxSize()).readAll(files);
        return key.map(name -> List.of(letters.get(0).key(name))).orElse(letters);
    }

    /** Each is printed at once: should a later one fail, it stays accepted. */
    private int sendOnly(Configuration configuration, List<Letter> letters, Assurance wanted) {
        DeliveryPrinter printer = new DeliveryPrinter(root.console(), root.json);
        try (Twotick desk = configuration.twotick().acceptOnly().build()) {
            for (Letter letter : letters) {
                printer.accepted(desk.send(letter, wanted).delivery());
            }
        }
        return ExitCode.DONE;
    }

    private int sendAndWait(Configuration configuration, List<Letter> letters, Assurance wanted, Goal tick)
            throws InterruptedException {
        Duration atMost = timeout.orElse(tick == Goal.SUBMITTED ? LONGEST_WAIT_FOR_SUBMISSION : UNTIL_THE_DEADLINE);
        List<Delivery> states = new SendAndWait(root, configuration, tick, atMost).send(letters, wanted);
        states.forEach(new DeliveryPrinter(root.console(), root.json)::whole);
        return worst(states.stream().map(tick::code).toList());
    }

    static int worst(List<Integer> codes) {
        return codes.stream().min(Comparator.comparingInt(SEVERITY::indexOf)).orElse(ExitCode.DONE);
    }
}
