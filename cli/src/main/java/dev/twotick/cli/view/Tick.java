package dev.twotick.cli.view;

import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SubmissionState;

/** The mark in front of a recipient: what is known about it, at a glance. */
enum Tick {
    TWO("✓✓") {
        @Override
        String painted(Ink ink) {
            return ink.good(sign());
        }
    },
    ONE("✓ ") {
        @Override
        String painted(Ink ink) {
            return ink.good(sign());
        }
    },
    NONE("· ") {
        @Override
        String painted(Ink ink) {
            return ink.faint(sign());
        }
    },
    DOUBT("? ") {
        @Override
        String painted(Ink ink) {
            return ink.open(sign());
        }
    },
    FAILED("✗ ") {
        @Override
        String painted(Ink ink) {
            return ink.bad(sign());
        }
    };

    private final String sign;

    Tick(String sign) {
        this.sign = sign;
    }

    String sign() {
        return sign;
    }

    abstract String painted(Ink ink);

    static Tick of(RecipientView recipient) {
        SubmissionState submission = recipient.submission();
        if (submission.failed() || recipient.confirmation().failed()) {
            return FAILED;
        }
        if (recipient.confirmed()) {
            return TWO;
        }
        if (submission == SubmissionState.IN_DOUBT || submission == SubmissionState.HELD) {
            return DOUBT;
        }
        return submission == SubmissionState.SUBMITTED ? ONE : NONE;
    }
}
