package dev.twotick.jdbc;

import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.SealedLetter;
import dev.twotick.outbox.Outbox;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A program that accepts letters until it is killed, and prints the id of each once it is accepted. */
final class KilledProcess {
    private KilledProcess() {}

    /** Takes the URL of the outbox and a seed. */
    @SuppressWarnings("InfiniteLoopStatement")
    public static void main(String[] arguments) {
        long seed = Long.parseLong(arguments[1]);
        Samples samples = new Samples(seed);
        Random random = new Random(seed);
        try (Outbox outbox = JdbcOutbox.open(arguments[0])) {
            while (true) {
                byte[] wire = Samples.wire("x".repeat(1 + random.nextInt(900)));
                SealedLetter letter = samples.letter(
                        outbox.now(), Optional.empty(), List.of(EmailAddress.of("ann@customer.example")), wire);
                outbox.accept(letter);
                System.out.println(letter.id() + " " + Arrays.hashCode(wire));
            }
        }
    }
}
