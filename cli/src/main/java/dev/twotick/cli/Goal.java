package dev.twotick.cli;

import dev.twotick.letter.Assurance.Reach;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SentCopyState;
import dev.twotick.outbox.SubmissionState;
import java.util.function.Predicate;

/** What {@code send --wait} waits for. */
enum Goal {
    /** A relay took the letter for each recipient. */
    SUBMITTED {
        @Override
        boolean reached(RecipientView recipient) {
            return recipient.submission() == SubmissionState.SUBMITTED;
        }
    },
    /** The proof that the assurance asks for is there for each recipient. */
    CONFIRMED {
        @Override
        boolean reached(RecipientView recipient) {
            return recipient.confirmed();
        }
    };

    abstract boolean reached(RecipientView recipient);

    /** Whether waiting any longer would not change the exit status. */
    boolean over(Delivery delivery) {
        return delivery.recipients().stream().allMatch(this::over) && copyTried(delivery);
    }

    private boolean over(RecipientView recipient) {
        return reached(recipient)
                || failed(recipient)
                || recipient.submission() == SubmissionState.HELD
                || (this == CONFIRMED && recipient.overdue());
    }

    /** The Sent copy gets its first try before this process, perhaps the only one on this outbox, ends. */
    private static boolean copyTried(Delivery delivery) {
        boolean mayGoOnLater = delivery.letter().terms().assurance().reach() != Reach.FILED
                && delivery.events().stream().anyMatch(event -> event.type() == EventType.COPY_POSTPONED);
        return delivery.sentCopy().state() != SentCopyState.PENDING || mayGoOnLater;
    }

    /** The exit status for a letter: the worst of what is known about its recipients. */
    int code(Delivery delivery) {
        if (any(delivery, Goal::failed)) {
            return ExitCode.FAILED;
        }
        if (any(delivery, Goal::inDoubt)) {
            return ExitCode.IN_DOUBT;
        }
        if (!delivery.recipients().stream().allMatch(this::reached)) {
            return ExitCode.STILL_WAITING;
        }
        return filedCode(delivery);
    }

    private static int filedCode(Delivery delivery) {
        if (delivery.letter().terms().assurance().reach() != Reach.FILED) {
            return ExitCode.DONE;
        }
        return switch (delivery.sentCopy().state()) {
            case FILED, FOUND, SKIPPED -> ExitCode.DONE;
            case NONE, PENDING -> ExitCode.STILL_WAITING;
            case FAILED -> ExitCode.FAULT;
        };
    }

    private static boolean any(Delivery delivery, Predicate<RecipientView> condition) {
        return delivery.recipients().stream().anyMatch(condition);
    }

    private static boolean failed(RecipientView recipient) {
        return recipient.submission().failed() || recipient.confirmation().failed();
    }

    private static boolean inDoubt(RecipientView recipient) {
        return recipient.submission() == SubmissionState.IN_DOUBT || recipient.submission() == SubmissionState.HELD;
    }
}
