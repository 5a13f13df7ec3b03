package dev.twotick.dispatch.simulation;

import dev.twotick.confirmation.Confirmation;
import dev.twotick.confirmation.Evidence;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Verdict;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.DeliveryQuery;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import dev.twotick.outbox.Item;
import dev.twotick.outbox.ItemState;
import dev.twotick.outbox.Outbox;
import dev.twotick.outbox.RecipientView;
import dev.twotick.outbox.SentCopyState;
import dev.twotick.outbox.SubmissionState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold at the end of every world, whatever happened in it. */
final class Checks {
    private static final int SHUFFLES = 3;

    private final World world;
    private final List<Delivery> letters;
    private final List<Copy> copies;

    Checks(World world) {
        this.world = world;
        this.letters = world.store().list(DeliveryQuery.ALL);
        this.copies = world.relays().stream()
                .flatMap(relay -> relay.copies().stream())
                .toList();
    }

    /** What has neither ended nor waits for an operator. */
    static List<String> unsettled(Outbox store) {
        return store.list(DeliveryQuery.ALL).stream()
                .filter(letter ->
                        !letter.submissionSettled() || letter.sentCopy().state() == SentCopyState.PENDING)
                .map(letter -> letter.letter().id() + " "
                        + letter.recipients().stream()
                                .map(RecipientView::submission)
                                .toList())
                .toList();
    }

    void check() {
        nothingAcceptedIsLost();
        oneLetterForEachKey();
        theLedgerIsLegal();
        for (Delivery letter : letters) {
            Senders.Wish wish = wishOf(letter);
            for (RecipientView recipient : letter.recipients()) {
                copiesAreBounded(letter, recipient);
                everyCopyIsTheSame(letter, recipient, wish);
                noSuccessIsInvented(letter, recipient);
                noFailureIsInvented(letter, recipient);
                nothingIsHeldWithoutReason(letter, recipient);
                onlyProofConfirms(letter, recipient);
                everyDotIsCounted(letter, recipient);
            }
        }
    }

    private static void must(boolean holds, String what, Object... about) {
        if (!holds) {
            throw new Violation(what + ": " + Arrays.toString(about));
        }
    }

    private void nothingAcceptedIsLost() {
        for (Senders.Wish wish : world.senders().wishes()) {
            LetterId heard = wish.heard;
            if (heard != null) {
                must(
                        letters.stream().anyMatch(letter -> letter.letter().id().equals(heard)),
                        "an accepted letter is not there",
                        wish.key,
                        heard);
            }
        }
    }

    private void oneLetterForEachKey() {
        Set<String> keys =
                letters.stream().map(letter -> letter.letter().key().orElse("")).collect(Collectors.toSet());
        must(keys.size() == letters.size(), "a business event has two letters", letters);
    }

    private Senders.Wish wishOf(Delivery letter) {
        return world.senders().wishes().stream()
                .filter(wish -> letter.letter().key().filter(wish.key::equals).isPresent())
                .findFirst()
                .orElseThrow(
                        () -> new Violation("nobody has sent " + letter.letter().id()));
    }

    private List<Copy> copiesOf(Delivery letter, RecipientView recipient) {
        return copies.stream()
                .filter(copy -> copy.letter().equals(letter.letter().id()) && copy.recipient() == recipient.number())
                .toList();
    }

    private static List<Event> eventsOf(Delivery letter, int item) {
        return letter.events().stream()
                .filter(event -> event.recipient() == item)
                .toList();
    }

    private static long count(Delivery letter, RecipientView recipient, EventType type) {
        return eventsOf(letter, recipient.number()).stream()
                .filter(event -> event.type() == type)
                .count();
    }

    private void copiesAreBounded(Delivery letter, RecipientView recipient) {
        long permitted =
                1 + count(letter, recipient, EventType.RETRIED) + count(letter, recipient, EventType.NOT_SUBMITTED);
        List<Copy> taken = copiesOf(letter, recipient);
        must(
                taken.size() <= permitted,
                "relays took it more often than is permitted (letter, recipient, copies, permitted)",
                letter.letter().id(),
                recipient.number(),
                taken.size(),
                permitted);
        must(
                recipient.possibleDuplicate()
                        || taken.size() <= 1
                        || count(letter, recipient, EventType.NOT_SUBMITTED) > 0,
                "it went twice and does not say so",
                letter.letter().id(),
                recipient.number());
    }

    private void everyCopyIsTheSame(Delivery letter, RecipientView recipient, Senders.Wish wish) {
        for (Copy copy : copiesOf(letter, recipient)) {
            must(copy.content() == wish.content(), "a copy has other bytes than were accepted", copy);
        }
    }

    private void noSuccessIsInvented(Delivery letter, RecipientView recipient) {
        boolean true_ = !copiesOf(letter, recipient).isEmpty()
                || world.meddler().saidSubmitted(letter.letter().id(), recipient.number());
        must(
                true_ || recipient.submission() != SubmissionState.SUBMITTED,
                "it is submitted, and no relay took it",
                letter.letter().id(),
                recipient.number());
    }

    private void noFailureIsInvented(Delivery letter, RecipientView recipient) {
        must(
                !recipient.submission().failed()
                        || copiesOf(letter, recipient).isEmpty()
                        || count(letter, recipient, EventType.NOT_SUBMITTED) > 0,
                "a failure is told, and a relay took it",
                letter.letter().id(),
                recipient.submission(),
                recipient.number());
    }

    /** Here no operator holds anything, so it was in doubt, or it was with three lost workers or broken submissions in a row. */
    private static void nothingIsHeldWithoutReason(Delivery letter, RecipientView recipient) {
        List<Event> told = eventsOf(letter, recipient.number()).stream()
                .filter(event -> event.type().leadsTo().isPresent())
                .filter(event -> event.type() != EventType.SUBMITTING && event.type() != EventType.RELEASED)
                .toList();
        must(
                recipient.submission() != SubmissionState.HELD
                        || recipient.doubts() > 0
                        || endsWith(told, Collections.nCopies(3, EventType.RECOVERED))
                        || endsWith(told, Collections.nCopies(2, EventType.DEFERRED)),
                "it is held, and nothing was the matter with it",
                letter.letter().id(),
                recipient.number(),
                told);
    }

    /** Whether the steps before the last one are these. */
    private static boolean endsWith(List<Event> told, List<EventType> steps) {
        int end = told.size() - 1;
        return end >= steps.size()
                && told.subList(end - steps.size(), end).stream()
                        .map(Event::type)
                        .toList()
                        .equals(steps);
    }

    private void onlyProofConfirms(Delivery letter, RecipientView recipient) {
        Set<String> proven = world.postBag().strong().stream()
                .filter(receipt ->
                        receipt.letter().equals(letter.letter().id()) && receipt.recipient() == recipient.number())
                .map(receipt -> receipt.claim().id())
                .collect(Collectors.toSet());
        List<Evidence> counted = recipient.evidence().stream()
                .filter(piece -> piece.trust().counts())
                .toList();
        must(
                proven.equals(counted.stream().map(Evidence::id).collect(Collectors.toSet()))
                        && counted.size() == proven.size(),
                "the ledger has other evidence than was handed in (letter, recipient, there, handed in)",
                letter.letter().id(),
                recipient.number(),
                counted,
                proven);
        must(
                recipient.confirmation() == expected(counted),
                "the evidence says otherwise",
                letter.letter().id(),
                recipient.confirmation(),
                recipient.number(),
                counted);
        List<Evidence> shuffled = new ArrayList<>(recipient.evidence());
        shuffled.addAll(recipient.evidence());
        Random random = new Random(world.between(0, Integer.MAX_VALUE - 1));
        for (int i = 0; i < SHUFFLES; i++) {
            Collections.shuffle(shuffled, random);
            must(Verdict.of(shuffled).confirmation() == recipient.confirmation(), "the order matters", shuffled);
        }
    }

    /** The fold as DESIGN has it, written down a second time. */
    private static Confirmation expected(List<Evidence> counted) {
        EnumSet<EvidenceLevel> levels = EnumSet.noneOf(EvidenceLevel.class);
        counted.forEach(piece -> levels.add(piece.level()));
        boolean delivered = levels.contains(EvidenceLevel.DELIVERED) || levels.contains(EvidenceLevel.DISPLAYED);
        if (levels.contains(EvidenceLevel.BOUNCED)) {
            return delivered ? Confirmation.CONTESTED : Confirmation.BOUNCED;
        }
        if (delivered) {
            return levels.contains(EvidenceLevel.DISPLAYED) ? Confirmation.DISPLAYED : Confirmation.DELIVERED;
        }
        if (levels.contains(EvidenceLevel.RELAYED)) {
            return Confirmation.RELAYED;
        }
        return levels.contains(EvidenceLevel.DELAYED) ? Confirmation.DELAYED : Confirmation.NONE;
    }

    private void everyDotIsCounted(Delivery letter, RecipientView recipient) {
        long begun = count(letter, recipient, EventType.SUBMITTING);
        for (SimulatedRelay relay : world.relays()) {
            int tried = relay.dots(letter.letter().id(), recipient.number());
            must(
                    tried <= begun,
                    "more last dots were sent than attempts are counted (letter, dots, recipient, relay, attempts)",
                    letter.letter().id(),
                    tried,
                    recipient.number(),
                    relay.name,
                    begun);
        }
    }

    private void theLedgerIsLegal() {
        long last = 0;
        for (Event event : world.store().events(0, Integer.MAX_VALUE)) {
            must(event.seq() > last, "the ledger's numbers do not increase", event);
            last = event.seq();
        }
        for (Delivery letter : letters) {
            walk(letter, Item.SENT_COPY, SentCopyState.NONE);
            must(
                    Delivery.of(letter.letter(), letter.events()).recipients().equals(letter.recipients()),
                    "the view is not what its events say",
                    letter.letter().id());
            for (RecipientView recipient : letter.recipients()) {
                ItemState end = walk(letter, recipient.number(), SubmissionState.QUEUED);
                must(end == recipient.submission(), "the view is not its last state", recipient, end);
            }
        }
    }

    /** Goes from state to state as the events say. */
    private static ItemState walk(Delivery letter, int item, ItemState first) {
        ItemState state = first;
        for (Event event : eventsOf(letter, item)) {
            ItemState next = event.type().leadsTo().orElse(state);
            boolean legal =
                    event.type() == EventType.ACCEPTED || event.type().leadsTo().isEmpty() || state.mayBecome(next);
            must(legal, "an illegal step", event, state.name(), letter.events());
            must(
                    event.type() != EventType.INTENDED || state == SubmissionState.SUBMITTING,
                    "an intent without a submission",
                    event);
            state = next;
        }
        return state;
    }
}
