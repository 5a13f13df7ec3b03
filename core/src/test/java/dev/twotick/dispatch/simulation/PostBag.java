package dev.twotick.dispatch.simulation;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.EvidenceDesk;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Trust;
import dev.twotick.letter.LetterId;
import dev.twotick.outbox.OutboxException;
import dev.twotick.transport.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Receipts on their way back: genuine ones in any order and number, and forged ones. */
final class PostBag {
    private static final List<EvidenceLevel> LEVELS = List.of(
            EvidenceLevel.NOTED,
            EvidenceLevel.DELAYED,
            EvidenceLevel.RELAYED,
            EvidenceLevel.DELIVERED,
            EvidenceLevel.DISPLAYED,
            EvidenceLevel.BOUNCED);

    private final World world;
    private final List<Receipt> underWay = new ArrayList<>();
    private final List<Receipt> strong = new ArrayList<>();
    private int written;

    /** One receipt; the letter is known to whoever looks into the bag, not to the engine. */
    record Receipt(Claim claim, LetterId letter, int recipient, boolean forged) {}

    PostBag(World world) {
        this.world = world;
    }

    /** What the world behind a relay says about a copy that it took. */
    void receiptsFor(Submission submission, Submission.Recipient recipient, String queueId) {
        submission.dsn().ifPresent(asked -> {
            int many = world.between(0, 3);
            for (int i = 0; i < many; i++) {
                Claim claim = Claim.of(world.of(LEVELS), "dsn", "r" + ++written + "/" + queueId)
                        .envelopeId(Optional.of(asked.envelopeId()))
                        .finalRecipient(Optional.of(recipient.address().toString()))
                        .build();
                post(new Receipt(claim, submission.letter(), recipient.number(), false));
            }
            if (world.between(0, 3) == 0) {
                Claim forged = Claim.of(world.of(LEVELS), "dsn", "f" + ++written)
                        .envelopeId(Optional.of(spoilt(asked.envelopeId())))
                        .finalRecipient(Optional.of(recipient.address().toString()))
                        .build();
                post(new Receipt(forged, submission.letter(), recipient.number(), true));
            }
        });
    }

    private static String spoilt(String token) {
        char last = token.charAt(token.length() - 1);
        return token.substring(0, token.length() - 1) + (last == '0' ? '1' : '0');
    }

    private void post(Receipt receipt) {
        underWay.add(receipt);
        if (world.between(0, 4) == 0) {
            underWay.add(receipt);
        }
    }

    boolean isEmpty() {
        return underWay.isEmpty();
    }

    /** Hands in one of them; what the desk could not record stays in the bag. */
    void handIn(Node node) {
        if (underWay.isEmpty()) {
            return;
        }
        Receipt receipt = world.of(underWay);
        node.begin(() -> file(receipt, node.engine().evidenceDesk(), node));
    }

    private void file(Receipt receipt, EvidenceDesk desk, Node node) {
        try {
            Trust trust = desk.file(receipt.claim());
            world.say(
                    node.name,
                    "files",
                    receipt.claim().level(),
                    receipt.claim().id(),
                    receipt.letter(),
                    receipt.recipient(),
                    trust);
            underWay.remove(receipt);
            if (trust.counts()) {
                strong.add(receipt);
            }
            if (!receipt.forged() && trust == Trust.NONE) {
                throw new Violation("a genuine receipt matched nothing: " + receipt.letter());
            }
            if (receipt.forged() && trust != Trust.NONE) {
                throw new Violation("a forged receipt was graded " + trust);
            }
        } catch (OutboxException e) {
            world.say(node.name, "cannot file a receipt");
        }
    }

    /** Those that were handed in, were graded as proof, and of which we heard that they are recorded. */
    List<Receipt> strong() {
        return strong;
    }
}
