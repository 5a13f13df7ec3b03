package dev.twotick.dispatch.simulation;

import dev.twotick.letter.LetterId;
import dev.twotick.letter.SealedLetter;
import dev.twotick.letter.Terms;
import dev.twotick.letter.WireBytes;
import dev.twotick.outbox.Acceptance;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Lease;
import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.Transition;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parts that break one promise each, to show that the checks see it. */
enum Flaws implements Flaw {
    /** The transport sends the last dot without asking. */
    NOBODY_ASKS_BEFORE_THE_DOT {
        @Override
        public boolean ignoresTheGate() {
            return true;
        }
    },
    /** An intent is granted and not written down. */
    INTENTS_ARE_SKIPPED {
        @Override
        @Nullable
        Object call(Step step, Chance chance) throws Throwable {
            return step.is("intendAll") ? granted(step) : step.go();
        }
    },
    /** What is in doubt is treated as a definite no. */
    DOUBTS_ARE_RETRIED_WITHOUT_LEAVE {
        @Override
        @Nullable
        Object call(Step step, Chance chance) throws Throwable {
            return step.is("recordAll")
                    ? step.with(0, outcomes(step, EventType.IN_DOUBT, EventType.DEFERRED))
                    : step.go();
        }
    },
    /** What is in doubt is told as submitted. */
    DOUBTS_ARE_TOLD_AS_SUCCESS {
        @Override
        @Nullable
        Object call(Step step, Chance chance) throws Throwable {
            return step.is("recordAll")
                    ? step.with(0, outcomes(step, EventType.IN_DOUBT, EventType.SUBMITTED))
                    : step.go();
        }
    },
    /** What a relay took is put back into the queue now and then. */
    OUTCOMES_ARE_FORGOTTEN {
        @Override
        @Nullable
        Object call(Step step, Chance chance) throws Throwable {
            return step.is("recordAll") && chance.percent(20)
                    ? step.with(0, outcomes(step, EventType.SUBMITTED, EventType.RELEASED))
                    : step.go();
        }
    },
    /** Now and then a letter is said to be accepted and is not stored. */
    LETTERS_ARE_ACCEPTED_AND_NOT_STORED {
        @Override
        @Nullable
        Object call(Step step, Chance chance) throws Throwable {
            return step.accepts() && chance.percent(10) ? new Acceptance.Accepted(List.of()) : step.go();
        }
    },
    /** Keys are not looked at, so that one business event becomes two letters. */
    KEYS_ARE_IGNORED {
        @Override
        @Nullable
        Object call(Step step, Chance chance) throws Throwable {
            if (!step.accepts()) {
                return step.go();
            }
            SealedLetter letter = (SealedLetter) step.argument(0);
            String another = letter.key().orElse("") + "/" + letter.id();
            return step.with(0, changed(letter, letter.wire(), Optional.of(another)));
        }
    },
    /** The letter is rendered anew for each attempt. */
    BYTES_CHANGE_WITH_EACH_ATTEMPT {
        @Override
        @Nullable
        Object call(Step step, Chance chance) throws Throwable {
            Object result = step.go();
            if (!step.is("lease")) {
                return result;
            }
            List<Lease> rendered = new ArrayList<>();
            for (Object lease : (List<?>) result) {
                rendered.add(renderedAnew((Lease) lease));
            }
            return rendered;
        }
    },
    /** All tenants are one. */
    TENANTS_ARE_IGNORED {
        @Override
        @Nullable
        Object call(Step step, Chance chance) throws Throwable {
            return step.accepts() ? step.with(0, ofNobody((SealedLetter) step.argument(0))) : step.go();
        }
    },
    /** A claim takes more than was asked for. */
    CLAIMS_KNOW_NO_LIMIT {
        @Override
        @Nullable
        Object call(Step step, Chance chance) throws Throwable {
            return step.is("lease") ? step.with(1, PLENTY) : step.go();
        }
    },
    /** Leases that have run out are not freed. */
    LOST_WORK_IS_NOT_RECOVERED {
        @Override
        @Nullable
        Object call(Step step, Chance chance) throws Throwable {
            return step.is("recover") ? List.of() : step.go();
        }
    },
    /** Of two receipts of one recipient the second is dropped. */
    EVIDENCE_IS_DROPPED {
        @Override
        @Nullable
        Object call(Step step, Chance chance) throws Throwable {
            return step.is("addEvidence") && chance.percent(30) ? List.of() : step.go();
        }
    },
    /** Whoever asks for an intent is granted it, whoever has the letter by now, and standstills are not noticed either. */
    LEASES_ARE_NOT_FENCED {
        @Override
        public boolean stopsTheTickers() {
            return true;
        }

        @Override
        @Nullable
        Object call(Step step, Chance chance) throws Throwable {
            Object result = step.go();
            return step.is("intendAll") ? granted(step) : result;
        }
    };

    private static final int FENCES = 1_000_000;
    private static final int PLENTY = 500;

    @Nullable
    Object call(Step step, Chance chance) throws Throwable {
        return step.go();
    }

    @Override
    public Outbox outbox(InstantSource clock, Chance chance) {
        MemoryOutbox memory = new MemoryOutbox(clock);
        return (Outbox) Proxy.newProxyInstance(
                Flaws.class.getClassLoader(),
                new Class<?>[] {Outbox.class},
                (proxy, method, arguments) ->
                        call(new Step(memory, method, arguments == null ? List.of() : List.of(arguments)), chance));
    }

    /** One call of the store. */
    record Step(Outbox store, Method method, List<Object> arguments) {
        boolean is(String name) {
            return method.getName().equals(name);
        }

        boolean accepts() {
            return is("accept") || is("acceptAndLease");
        }

        Object argument(int index) {
            return arguments.get(index);
        }

        @Nullable
        Object go() throws Throwable {
            try {
                return method.invoke(store, arguments.toArray());
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        @Nullable
        Object with(int index, Object other) throws Throwable {
            List<Object> changed = new ArrayList<>(arguments);
            changed.set(index, other);
            return new Step(store, method, changed).go();
        }
    }

    private static List<Boolean> granted(Step step) {
        return ((List<?>) step.argument(0)).stream().map(intent -> true).toList();
    }

    private static List<Outbox.Outcome> outcomes(Step step, EventType wrong, EventType instead) {
        List<Outbox.Outcome> changed = new ArrayList<>();
        for (Object one : (List<?>) step.argument(0)) {
            Outbox.Outcome outcome = (Outbox.Outcome) one;
            List<Transition> steps = outcome.steps().stream()
                    .map(transition -> transition.type() == wrong
                            ? Transition.to(transition.item(), instead, Duration.ofSeconds(1), transition.facts())
                            : transition)
                    .toList();
            changed.add(new Outbox.Outcome(outcome.lease(), steps));
        }
        return changed;
    }

    private static Lease renderedAnew(Lease lease) {
        byte[] bytes = ("Subject: attempt " + lease.fence() % FENCES + "\r\n\r\nPlease pay.\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return new Lease(
                lease.fence(),
                lease.desk(),
                changed(lease.letter(), WireBytes.of(bytes), lease.letter().key()),
                lease.items(),
                lease.takenAt());
    }

    private static SealedLetter ofNobody(SealedLetter letter) {
        Terms terms = letter.terms();
        Terms without = new Terms(
                terms.assurance(),
                terms.sentCopy(),
                terms.receiptAddress(),
                terms.handling().withTenant(""));
        return changed(letter, letter.wire(), letter.key(), without);
    }

    private static SealedLetter changed(SealedLetter letter, WireBytes wire, Optional<String> key) {
        return changed(letter, wire, key, letter.terms());
    }

    private static SealedLetter changed(SealedLetter letter, WireBytes wire, Optional<String> key, Terms terms) {
        return new SealedLetter(
                new LetterId(letter.id().value()),
                letter.acceptedAt(),
                letter.envelope(),
                letter.messageId(),
                letter.ownMessageId(),
                wire,
                letter.bccFields(),
                key,
                letter.contentDigest(),
                Map.of(),
                terms,
                letter.tokenKey());
    }
}
