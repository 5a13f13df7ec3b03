package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.WireBytes;
import dev.twotick.testkit.Letters;
import dev.twotick.testkit.ReceivedLetter;
import dev.twotick.testkit.RecordingBatch;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.SmtpServerBuilder;
import dev.twotick.testkit.Stage;
import dev.twotick.testkit.TestCertificates;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.RecipientOutcome.Deferred;
import dev.twotick.transport.RecipientOutcome.InDoubt;
import dev.twotick.transport.RecipientOutcome.Rejected;
import dev.twotick.transport.RecipientOutcome.Submitted;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionOutcome.Abandoned;
import dev.twotick.transport.SubmissionOutcome.Answered;
import dev.twotick.transport.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A relay misbehaves once with one letter of a group: every outcome is compared with the relay's own ledger. */
@Execution(ExecutionMode.CONCURRENT)
class GroupOutcomeTableIT {
    private static final int LETTERS = 7;
    private static final int FIRST = 0;
    private static final int MIDDLE = 3;
    private static final int LAST = LETTERS - 1;
    private static final String NO_SUCH_USER = "550 5.1.1 no such user";
    private static final String LONGER_THAN_ONE_PIECE = ("x".repeat(70) + "\r\n").repeat(4_000);

    @TempDir
    private static Path directory;

    private static TestCertificates certificates;

    @BeforeAll
    static void makeCertificates() {
        certificates = TestCertificates.create(directory);
    }

    /** How letters go to the relay. */
    enum Way {
        ONE_BY_ONE(1),
        DATA(1),
        BDAT(1),
        BDAT_WINDOW(3),
        LMTP(1),
        TLS_DATA(1),
        TLS_BDAT_WINDOW(3);

        private final int window;

        Way(int window) {
            this.window = window;
        }

        ScriptedSmtpServer start() {
            SmtpServerBuilder setUp = ScriptedSmtpServer.setUp();
            if (this == ONE_BY_ONE) {
                setUp.without("PIPELINING");
            }
            if (this == LMTP) {
                setUp.lmtp();
            }
            if (chunking()) {
                setUp.offer("CHUNKING");
            }
            return (tls() ? setUp.starttls(certificates) : setUp).start();
        }

        Transport to(ScriptedSmtpServer server, String... timeouts) {
            List<String> settings = new ArrayList<>(List.of(timeouts));
            settings.addAll(List.of("window", Integer.toString(window)));
            settings.addAll(
                    tls()
                            ? List.of("trust-file", certificates.trustFile().toString())
                            : List.of("starttls", "off-i-accept-clear-text"));
            String scheme = this == LMTP ? "lmtp" : "smtp";
            return TestTransports.to(scheme + "://127.0.0.1:" + server.port(), settings.toArray(new String[0]));
        }

        boolean chunking() {
            return this == BDAT || window > 1;
        }

        boolean tls() {
            return this == TLS_DATA || this == TLS_BDAT_WINDOW;
        }

        /** The next envelope leaves with a letter's last dot. */
        boolean pipelinesData() {
            return this == DATA || this == LMTP || this == TLS_DATA;
        }
    }

    /** What the relay is about to answer when the fault comes. */
    enum Moment {
        /** RSET, because all recipients of the letter before were refused. */
        RSET(Stage.RSET),
        MAIL(Stage.MAIL),
        /** The last RCPT. */
        RCPT(Stage.RCPT),
        DATA(Stage.DATA),
        /** Nothing yet: it still reads a long letter, the end of which is here. */
        HALF(Stage.BODY),
        /** Nothing yet: it still reads a letter, all of which has left. */
        BODY(Stage.BODY),
        /** The first piece of a long letter. */
        CHUNK(Stage.CHUNK),
        /** The letter's end. */
        FINAL(Stage.FINAL),
        /** The letter's end, and the letter was taken. */
        TAKEN(Stage.FINAL),
        /** The end of a letter that nobody is left for, since all recipients were refused; after DATA it said 354 all the same. */
        NOBODY(Stage.FINAL);

        private final Stage stage;

        Moment(Stage stage) {
            this.stage = stage;
        }

        boolean comesBy(Way way) {
            return switch (this) {
                case DATA -> !way.chunking();
                case CHUNK -> way.chunking();
                // no letter is begun for nobody when each reply is waited for; LMTP has no end of such a letter; both
                // are the
                // same in TLS
                case NOBODY -> way != Way.ONE_BY_ONE && way != Way.LMTP && !way.tls();
                case RSET -> !way.tls();
                default -> true;
            };
        }

        /** The letters before and behind may be on their way, too. */
        boolean meetsItsNeighbours() {
            return switch (this) {
                case MAIL, RCPT, DATA, FINAL, TAKEN -> true;
                default -> false;
            };
        }

        boolean comesWith(RelayFault fault) {
            return switch (this) {
                case TAKEN -> fault.keepsItsReplyBack();
                // to drip takes a reply
                case HALF -> fault != RelayFault.DRIPS;
                // a yes that comes too soon looks like one in time
                case BODY -> fault != RelayFault.DRIPS && fault.afterTheEnd() != Submitted.class;
                default -> true;
            };
        }

        /** What the fault meets is known only by the number of those before. */
        boolean isCounted() {
            return this == RSET || this == MAIL || this == NOBODY;
        }
    }

    /**
     * One line of the table.
     *
     * @param recipients how many each letter has
     * @param victim which letter the fault meets
     */
    record Row(Way way, Moment moment, RelayFault fault, int recipients, int victim) {

        boolean makesSense() {
            // the reply of a relay that gives up early is one, whatever LMTP asks for
            boolean countable = way != Way.LMTP || moment != Moment.BODY || recipients == 1;
            return moment.comesBy(way) && moment.comesWith(fault) && countable;
        }

        /** The end of the victim is out. */
        boolean endIsOut() {
            return switch (moment) {
                case FINAL, TAKEN, NOBODY, BODY -> true;
                case HALF, CHUNK -> false;
                default -> way.chunking();
            };
        }

        /** Neither the letter nor the connection is worse for it. */
        boolean isAnAnswer() {
            boolean refusedReset = moment == Moment.RSET && fault.isARefusal();
            return fault.isAnAnswerAt(moment.stage) && !refusedReset;
        }

        /** The relay is heard no further although it is there. */
        boolean breaksTheProtocol() {
            return !isAnAnswer() && !fault.isGoing() && !fault.takesTime();
        }

        Class<? extends RecipientOutcome> outcomeOfTheLast() {
            if (moment == Moment.NOBODY) {
                return Rejected.class;
            }
            if (fault.isAYesAt(moment.stage)) {
                return Submitted.class;
            }
            boolean beforeTheLetter = moment == Moment.RSET || moment == Moment.MAIL;
            boolean no = !endIsOut() || (moment == Moment.MAIL && fault == RelayFault.CLOSING);
            if (beforeTheLetter && no && fault.isGoing() && victim != FIRST) {
                // it went away between two letters
                return Submitted.class;
            }
            if (moment == Moment.RSET) {
                return endIsOut() ? InDoubt.class : Deferred.class;
            }
            return endIsOut() ? fault.afterTheEnd() : fault.beforeTheEnd(moment.stage);
        }

        /** Nobody may refuse RSET; and where the end does not leave with the envelope, a letter for nobody was over before it. */
        boolean relayAtFault() {
            if (outcomeOfTheLast() == Submitted.class) {
                return false;
            }
            boolean refusedReset = moment == Moment.RSET && fault.isARefusal();
            boolean overBefore = moment == Moment.NOBODY && !way.chunking();
            return refusedReset || (fault.relayAtFault(moment.stage) && !overBefore);
        }

        /** Where there are two, RCPT and the final reply of LMTP are of the second alone. */
        Class<? extends RecipientOutcome> outcomeOfTheFirst() {
            boolean ofItsOwn = recipients > 1 && (moment == Moment.RCPT || hasFinalRepliesOfItsOwn());
            if (!ofItsOwn) {
                return outcomeOfTheLast();
            }
            if (hasFinalRepliesOfItsOwn() || fault.isAnAnswerAt(Stage.RCPT)) {
                return Submitted.class;
            }
            if (fault == RelayFault.CLOSING) {
                return way.chunking() ? InDoubt.class : Deferred.class;
            }
            return outcomeOfTheLast();
        }

        private boolean hasFinalRepliesOfItsOwn() {
            return way == Way.LMTP && moment.stage == Stage.FINAL;
        }

        /**
         * Only silence is worth waiting for. That after a letter has a limit of its own; elsewhere every reply and the handshake
         * have to come within the same one, on a busy machine too.
         */
        String[] timeouts() {
            boolean afterALetter = moment == Moment.FINAL || moment == Moment.TAKEN || moment == Moment.BODY;
            String command = fault.takesTime() && !afterALetter ? RelayFault.PATIENCE : "30s";
            String end = fault.takesTime() && (afterALetter || moment == Moment.NOBODY) ? "5s" : "30s";
            return new String[] {"timeout.command", command, "timeout.data", command, "timeout.final", end};
        }

        /** What may become of a letter behind the victim. */
        Set<Class<?>> outcomesBehind(int position, boolean inFlight) {
            if (isAnAnswer()) {
                // to refuse half a letter costs the connection and no more
                return Set.of(Submitted.class);
            }
            if (inFlight) {
                return Set.of(InDoubt.class);
            }
            if (fault.takesTime()) {
                return Set.of(Deferred.class, Abandoned.class);
            }
            boolean itsEnvelopeWasOut = endIsOut() && way.pipelinesData() && position == victim + 1;
            return Set.of(itsEnvelopeWasOut && breaksTheProtocol() ? Deferred.class : Submitted.class);
        }
    }

    static Stream<Row> rows() {
        return Arrays.stream(Way.values())
                .flatMap(way -> Arrays.stream(Moment.values())
                        .flatMap(moment ->
                                Arrays.stream(RelayFault.values()).flatMap(fault -> places(way, moment, fault)))
                        .filter(Row::makesSense));
    }

    /** Each row costs time, so those are left out that could tell nothing new, as another place where letters go alone. */
    private static Stream<Row> places(Way way, Moment moment, RelayFault fault) {
        boolean placeMatters = (way == Way.DATA || way == Way.BDAT_WINDOW) && moment.meetsItsNeighbours();
        if (fault.takesTime()) {
            return waits(way, moment, fault, placeMatters);
        }
        Stream<Row> middle = (way.tls() ? Stream.of(2) : Stream.of(1, 2))
                .map(recipients -> new Row(way, moment, fault, recipients, MIDDLE));
        Stream<Row> ends = Stream.of(FIRST, LAST).map(victim -> new Row(way, moment, fault, 1, victim));
        return placeMatters ? Stream.concat(middle, ends) : middle;
    }

    /** Those that cost seconds. To drip differs from silence in how a reply is read only, which not every way does differently. */
    private static Stream<Row> waits(Way way, Moment moment, RelayFault fault, boolean placeMatters) {
        int recipients = way == Way.LMTP && moment == Moment.BODY ? 1 : 2;
        Row middle = new Row(way, moment, fault, recipients, MIDDLE);
        if (fault == RelayFault.DRIPS) {
            boolean readsInItsOwnWay = way == Way.DATA || way == Way.BDAT_WINDOW || way == Way.TLS_DATA;
            return readsInItsOwnWay ? Stream.of(middle) : Stream.empty();
        }
        boolean alsoFirst = placeMatters && moment.stage == Stage.FINAL;
        return alsoFirst ? Stream.of(middle, new Row(way, moment, fault, 1, FIRST)) : Stream.of(middle);
    }

    /** The batch of a row, and which letters had been written when one of them was given up. */
    private static final class Group {
        private final RecordingBatch batch;
        private final Map<Integer, Integer> answeredWhenWritten = new LinkedHashMap<>();

        Group(Row row) {
            List<Submission> letters = new ArrayList<>();
            for (int position = 0; position < LETTERS; position++) {
                letters.add(letter(row, position));
            }
            batch = RecordingBatch.of(letters.toArray(new Submission[0]));
        }

        private Submission letter(Row row, int position) {
            boolean isVictim = position == row.victim();
            Submission plain = Letters.number(position + 1)
                    .to(addresses(row, position))
                    .body(isVictim && row.moment() == Moment.CHUNK ? LONGER_THAN_ONE_PIECE : "Hello.\r\n")
                    .submission();
            WireBytes content = isVictim && row.moment() == Moment.HALF ? new LongBytes() : plain.content();
            return LongBytes.in(plain, new WatchedBytes(content, () -> written(position)));
        }

        private void written(int position) {
            answeredWhenWritten.putIfAbsent(position, batch.order().size());
        }

        /** What is known of a position: one kind for each recipient, or the kind of the whole outcome. */
        List<Class<?>> kinds(int position) {
            List<Class<?>> kinds = new ArrayList<>();
            if (batch.outcome(position) instanceof Answered answered) {
                answered.recipients().values().forEach(outcome -> kinds.add(outcome.getClass()));
            } else {
                kinds.add(batch.outcome(position).getClass());
            }
            return kinds;
        }

        Set<Integer> inDoubt() {
            Set<Integer> positions = new TreeSet<>();
            IntStream.range(0, LETTERS)
                    .filter(position -> kinds(position).contains(InDoubt.class))
                    .forEach(positions::add);
            return positions;
        }

        /** Those that were written to their end and not answered before the first doubt was told. */
        Set<Integer> inFlight() {
            Set<Integer> doubts = inDoubt();
            int answered = (int) batch.order().stream()
                    .takeWhile(position -> !doubts.contains(position))
                    .count();
            Set<Integer> positions = new TreeSet<>();
            answeredWhenWritten.forEach((position, before) -> {
                if (before <= answered && batch.order().indexOf(position) >= answered) {
                    positions.add(position);
                }
            });
            return positions;
        }
    }

    private static String[] addresses(Row row, int position) {
        String[] two = {"first" + position + "@b.example", "second" + position + "@b.example"};
        return Arrays.copyOf(two, row.recipients());
    }

    /** The fault meets the victim only; at RCPT, and at the end in LMTP, its last recipient. */
    private static void script(ScriptedSmtpServer server, Row row) {
        int victim = row.victim();
        Stage stage = row.moment().stage;
        String last = addresses(row, victim)[row.recipients() - 1];
        if (row.moment() == Moment.NOBODY) {
            refuseAll(server, row, victim);
            server.at(Stage.DATA).times(victim + 1).reply("354 go on");
        } else if (row.moment() == Moment.RSET) {
            refuseAll(server, row, victim - 1);
        }
        if (row.moment() == Moment.TAKEN) {
            row.fault().at(server.at(stage).forRecipient(last).afterTaking().once());
        } else if (row.moment().isCounted()) {
            int before = row.moment() == Moment.RSET ? resetsBefore(row) : victim;
            if (before > 0) {
                server.at(stage).times(before).delay(Duration.ZERO);
            }
            row.fault().at(server.at(stage).once());
        } else {
            row.fault()
                    .at(server.at(stage)
                            .forRecipient(last)
                            .afterBytes(row.moment() == Moment.HALF ? 100_000 : 10)
                            .once());
        }
    }

    private static void refuseAll(ScriptedSmtpServer server, Row row, int position) {
        for (String address : addresses(row, position)) {
            server.at(Stage.RCPT).forRecipient(address).reply(NO_SUCH_USER);
        }
    }

    /** In a window each letter behind another begins with one. */
    private static int resetsBefore(Row row) {
        return row.way().window > 1 ? row.victim() - 1 : 0;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void everyOutcomeAgreesWithTheLedger(Row row) {
        Group group = new Group(row);
        try (ScriptedSmtpServer server = row.way().start();
                Transport transport = row.way().to(server, row.timeouts())) {
            script(server, row);

            transport.submit(group.batch);

            checkAgainstLedger(row, group, server);
            checkVictim(row, group.batch);
            checkOthers(row, group);
        }
    }

    private static void checkAgainstLedger(Row row, Group group, ScriptedSmtpServer server) {
        if (row.moment() == Moment.TAKEN) {
            String last = addresses(row, row.victim())[row.recipients() - 1];
            // the relay may still be at it when we have given up
            Awaitility.await()
                    .untilAsserted(() -> assertThat(server.letters())
                            .anyMatch(letter -> letter.addresses().contains(last)));
        }
        List<ReceivedLetter> taken = server.letters();
        assertThat(taken.stream().flatMap(letter -> letter.addresses().stream()))
                .as("nobody got a letter twice")
                .doesNotHaveDuplicates();
        for (int position = 0; position < LETTERS; position++) {
            for (Submission.Recipient recipient :
                    group.batch.submissions().get(position).recipients()) {
                List<String> queueIds = taken.stream()
                        .filter(letter ->
                                letter.addresses().contains(recipient.address().value()))
                        .map(ReceivedLetter::queueId)
                        .toList();
                checkAgainstLedger(row, group.batch, position, recipient.number(), queueIds);
            }
        }
    }

    private static void checkAgainstLedger(
            Row row, RecordingBatch batch, int position, int number, List<String> queueIds) {
        if (!(batch.outcome(position) instanceof Answered answered)) {
            assertThat(batch.outcome(position)).isInstanceOf(Abandoned.class);
            assertThat(queueIds).isEmpty();
            return;
        }
        RecipientOutcome outcome = answered.recipients().get(number);
        assertThat(outcome).as("position %d", position).isNotNull();
        if (outcome instanceof Submitted yes) {
            boolean toldNoQueueId = position == row.victim()
                    && (number == row.recipients() || !row.hasFinalRepliesOfItsOwn())
                    && row.moment() == Moment.FINAL
                    && row.fault().isAYesAt(Stage.FINAL);
            assertThat(queueIds).hasSize(1);
            assertThat(yes.queueId().stream().toList()).isEqualTo(toldNoQueueId ? List.of() : queueIds);
        } else if (!(outcome instanceof InDoubt)) {
            assertThat(queueIds).isEmpty();
        } else {
            assertThat(answered.phase().pastNoReturn()).isTrue();
            assertThat(batch.asked()).contains(position);
        }
    }

    private static void checkVictim(Row row, RecordingBatch batch) {
        Answered answered = (Answered) batch.outcome(row.victim());
        assertThat(answered.recipients().get(row.recipients())).isInstanceOf(row.outcomeOfTheLast());
        assertThat(answered.recipients().get(1)).isInstanceOf(row.outcomeOfTheFirst());
        boolean allDeferred = row.outcomeOfTheLast() == Deferred.class && row.outcomeOfTheFirst() == Deferred.class;
        if (allDeferred && !row.endIsOut()) {
            assertThat(answered.phase().pastNoReturn()).isFalse();
        }
        assertThat(answered.relayAtFault()).as("the relay's fault").isEqualTo(row.relayAtFault());
    }

    /** Those before it are not touched; of those behind it the ones are in doubt whose end was out when the line was lost. */
    private static void checkOthers(Row row, Group group) {
        for (int position = 0; position < row.victim(); position++) {
            boolean refused = row.moment() == Moment.RSET && position == row.victim() - 1;
            assertThat(group.kinds(position))
                    .as("position %d", position)
                    .containsOnly(refused ? Rejected.class : Submitted.class);
        }
        Set<Integer> inDoubt = group.inDoubt();
        Set<Integer> inFlight = inDoubt.isEmpty() ? Set.of() : group.inFlight();
        assertThat(inFlight).as("in flight").containsAll(inDoubt).hasSizeLessThanOrEqualTo(row.way().window);
        for (int position = row.victim() + 1; position < LETTERS; position++) {
            assertThat(row.outcomesBehind(position, inFlight.contains(position)))
                    .as("position %d, in flight %s", position, inFlight)
                    .containsAll(group.kinds(position));
        }
        for (int position = 0; position < LETTERS; position++) {
            if (group.batch.outcome(position) instanceof Answered answered
                    && answered.recipients().values().stream().allMatch(Submitted.class::isInstance)) {
                assertThat(answered.relayAtFault())
                        .as("the relay's fault, position %d", position)
                        .isFalse();
            }
        }
    }
}
