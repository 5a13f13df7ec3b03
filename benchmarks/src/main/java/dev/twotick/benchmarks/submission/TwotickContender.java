package dev.twotick.benchmarks.submission;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;
import dev.twotick.letter.OnDoubt;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.Terms;
import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.smtp.SmtpTransportProvider;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Submission;
import dev.twotick.transport.SubmissionBatch;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.Transport;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Our transport, given batches as the engine gives them; the bytes come ready or are made of a fresh message each time. */
final class TwotickContender implements Contender {
    /** Letters of one batch. */
    static final int BATCH = 64;

    private final Transport transport;
    private final Target target;
    private final boolean fresh;
    private final Session session;
    private final Letter ready;

    TwotickContender(Target target, boolean fresh) throws MessagingException {
        this.target = target;
        this.fresh = fresh;
        session = Session.getInstance(target.properties());
        ready = Letter.of(AngusContender.message(session, target.text()));
        String security = target.tls() ? "required" : "off-i-accept-clear-text";
        Settings settings = Settings.EMPTY
                .with("window", Integer.toString(target.window()))
                .with("connections", Integer.toString(target.lanes()))
                .with("starttls", security);
        if (target.tls()) {
            settings = settings.with("trust-file", target.trustFile());
        }
        String url = "smtp://" + (target.tls() ? "localhost" : "127.0.0.1") + ":" + target.port();
        Section section = Section.of(settings);
        transport = new SmtpTransportProvider().create(url, section);
        section.check();
    }

    @Override
    public Lane open() {
        List<Submission> same = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            same.add(submission(ready));
        }
        return () -> {
            Batch batch = new Batch(fresh ? fresh() : same);
            transport.submit(batch);
            return batch.taken();
        };
    }

    private List<Submission> fresh() throws MessagingException {
        List<Submission> submissions = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            submissions.add(submission(Letter.of(AngusContender.message(session, target.text()))));
        }
        return submissions;
    }

    private static Submission submission(Letter letter) {
        LetterId id = LetterId.create(Instant.now(), ThreadLocalRandom.current());
        Terms terms =
                new Terms(Assurance.submitted().orElse(Duration.ofHours(1), OnDoubt.RESOLVE), false, Optional.empty());
        SealedLetter sealed = letter.seal(id, id.acceptedAt(), "<" + id + "@corp.test>", Optional.empty(), terms);
        return new Submission(
                id,
                Optional.of(letter.envelope().sender()),
                List.of(new Submission.Recipient(
                        1, letter.envelope().recipients().get(0))),
                sealed.wire(),
                Optional.empty());
    }

    /** Says yes to every crossing and counts what was taken. */
    private static final class Batch implements SubmissionBatch {
        private final List<Submission> submissions;
        private int taken;
        private Optional<SubmissionOutcome> refusal = Optional.empty();

        Batch(List<Submission> submissions) {
            this.submissions = submissions;
        }

        @Override
        public List<Submission> submissions() {
            return submissions;
        }

        @Override
        public Set<Integer> cross(List<Integer> positions) {
            return new HashSet<>(positions);
        }

        @Override
        public void answer(int position, SubmissionOutcome outcome) {
            if (outcome instanceof SubmissionOutcome.Answered answered
                    && answered.recipients().get(1) instanceof RecipientOutcome.Submitted) {
                taken++;
            } else {
                refusal = Optional.of(outcome);
            }
        }

        int taken() {
            if (refusal.isPresent() || taken != submissions.size()) {
                throw new IllegalStateException("only " + taken + " of " + submissions.size() + " taken: " + refusal);
            }
            return taken;
        }
    }
}
