package dev.twotick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.SentCopyState;
import dev.twotick.outbox.SubmissionState;
import dev.twotick.sentstore.Filing;
import dev.twotick.sentstore.SentCopy;
import dev.twotick.sentstore.SentStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FilingDeskTest {
    private final Bench bench = new Bench();
    private final Deque<Supplier<Filing>> answers = new ArrayDeque<>();
    private final List<SentCopy> copies = new ArrayList<>();

    @AfterEach
    void close() {
        bench.close();
    }

    private LetterId submit() {
        bench.sentStore = Optional.of(new SentStore() {
            @Override
            public Filing file(SentCopy copy) {
                copies.add(copy);
                return answers.remove().get();
            }

            @Override
            public Optional<Filing.Found> find(String messageId) {
                return Optional.empty();
            }

            @Override
            public void close() {}
        });
        LetterId id = bench.accept(Assurance.filed(), "ann@dest.example", "bob@dest.example");
        bench.dispatcher().work();
        return id;
    }

    @Test
    void theCopyIsFiledOnceAfterTheRelayTookTheLetter() {
        bench.relay(Answers::taken);
        answers.add(() -> new Filing.Filed("Sent", OptionalLong.of(9), OptionalLong.of(1)));
        LetterId id = submit();
        assertThat(bench.copy(id).state()).isEqualTo(SentCopyState.PENDING);
        bench.fileCopies();
        bench.fileCopies();
        assertThat(bench.copy(id).state()).isEqualTo(SentCopyState.FILED);
        assertThat(bench.copy(id).uid()).hasValue(1);
        assertThat(copies).hasSize(1);
        assertThat(copies.get(0).messageId())
                .isEqualTo(bench.memory.find(id).orElseThrow().letter().messageId());
    }

    @Test
    void anErrorOfTheStoreIsATryLikeAnyOther() {
        bench.relay(Answers::taken);
        answers.add(() -> {
            throw new OutOfMemoryError("a copy of many megabytes");
        });
        answers.add(() -> new Filing.Filed("Sent", OptionalLong.of(9), OptionalLong.of(1)));
        LetterId id = submit();
        bench.fileCopies();
        assertThat(bench.copy(id).reason().orElse("")).contains("the Sent store failed: java.lang.OutOfMemoryError");
        bench.advance(Duration.ofHours(4));
        bench.fileCopies();
        assertThat(bench.copy(id).state()).isEqualTo(SentCopyState.FILED);
    }

    /** What it gave cannot be made use of. */
    @Test
    void whatBreaksTheDeskIsFiledWhenTheLeaseIsOver() {
        isFiledWhenTheLeaseIsOverAfter(() -> new Filing.Filed(null, OptionalLong.of(9), OptionalLong.of(1)));
    }

    @Test
    void anErrorThatBreaksTheDeskDoesNoMore() {
        isFiledWhenTheLeaseIsOverAfter(() -> {
            throw new IllegalStateException() {
                @Override
                public String getMessage() {
                    throw new NoClassDefFoundError("the words of a mail library");
                }
            };
        });
    }

    /** Its lease would be renewed for ever if it were kept. */
    private void isFiledWhenTheLeaseIsOverAfter(Supplier<Filing> breaks) {
        bench.relay(Answers::taken);
        answers.add(breaks);
        answers.add(() -> new Filing.Filed("Sent", OptionalLong.of(9), OptionalLong.of(1)));
        LetterId id = submit();
        bench.fileCopies();
        for (int i = 0; i < 4; i++) {
            bench.advance(Duration.ofSeconds(25));
            bench.office().leases.work();
        }
        bench.keepHouse();
        bench.fileCopies();
        assertThat(bench.copy(id).state()).isEqualTo(SentCopyState.FILED);
    }

    @Test
    void noRelayNoCopy() {
        bench.relay(Answers::refused);
        LetterId id = submit();
        bench.fileCopies();
        assertThat(bench.copy(id).state()).isEqualTo(SentCopyState.NONE);
        assertThat(copies).isEmpty();
    }

    @Test
    void troubleWithTheCopyNeverTouchesTheSubmission() {
        bench.relay(Answers::taken);
        answers.add(() -> {
            throw new IllegalStateException("a bug in a store");
        });
        answers.add(() -> new Filing.Postponed("over quota"));
        answers.add(() -> new Filing.Failed("no Sent folder"));
        LetterId id = submit();
        for (int i = 0; i < 3; i++) {
            bench.fileCopies();
            bench.advance(Duration.ofHours(4));
        }
        assertThat(copies).hasSize(3);
        assertThat(bench.copy(id).state()).isEqualTo(SentCopyState.FAILED);
        assertThat(bench.copy(id).reason()).contains("no Sent folder");
        assertThat(bench.views(id))
                .allMatch(view -> view.submission() == SubmissionState.SUBMITTED && view.attempts() == 1);
    }
}
