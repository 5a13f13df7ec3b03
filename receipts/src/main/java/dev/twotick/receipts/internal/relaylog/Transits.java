package dev.twotick.receipts.internal.relaylog;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.EvidenceLevel;
import dev.twotick.confirmation.Token;
import dev.twotick.receipts.internal.Digest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The mails that the relay holds and that may be ours, by what their sender's address and Message-ID bear; of mail without a
 * token nothing is kept. Makes claims of what comes of them. Used by one thread.
 */
final class Transits {
    private static final int CAPACITY = 20_000;
    private static final int MOST_WAITING = 100;
    private static final int MOST_OF_A_NAME = 110;

    private final String file;
    private final Map<String, Transit> byQueueId = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Transit> eldest) {
            return size() > CAPACITY;
        }
    };

    Transits(String file) {
        // what stands behind it must not be cut off
        this.file = file.length() <= MOST_OF_A_NAME ? file : "…" + file.substring(file.length() - MOST_OF_A_NAME);
    }

    /** What is known of one mail. */
    private static final class Transit {
        private Optional<String> sender = Optional.empty();
        private Optional<String> messageId = Optional.empty();

        /** Recipients that were deferred last, with the address as it was submitted. */
        private final Map<String, Optional<String>> waiting = new LinkedHashMap<>();
    }

    /**
     * Takes an entry; gives the claims that follow from it.
     *
     * @param line where it stands
     */
    List<Claim> accept(LogEntry entry, LogLine line) {
        if (entry instanceof LogEntry.Taken taken) {
            note(taken);
        } else if (entry instanceof LogEntry.Handled handled) {
            return handled(handled, line);
        } else {
            byQueueId.remove(entry.queueId());
        }
        return List.of();
    }

    void clear() {
        byQueueId.clear();
    }

    private void note(LogEntry.Taken taken) {
        Optional<String> sender = taken.sender().filter(Transits::bearsToken);
        Optional<String> messageId = taken.messageId().filter(Transits::bearsToken);
        if (sender.isPresent() || messageId.isPresent()) {
            Transit transit = byQueueId.computeIfAbsent(taken.queueId(), id -> new Transit());
            transit.sender = sender.or(() -> transit.sender);
            transit.messageId = messageId.or(() -> transit.messageId);
        }
    }

    private static boolean bearsToken(String text) {
        return !Token.findIn(text).isEmpty();
    }

    private List<Claim> handled(LogEntry.Handled handled, LogLine line) {
        Optional<Transit> transit = Optional.ofNullable(byQueueId.get(handled.queueId()));
        if (handled.to().isPresent()) {
            transit.ifPresent(known -> waits(known, handled));
            return List.of(claim(handled, transit, line));
        }
        // given up as a whole: for those who were still waiting
        List<LogEntry.Handled> each = transit.map(known -> known.waiting.entrySet().stream()
                        .map(one -> handled.of(Optional.of(one.getKey()), one.getValue()))
                        .toList())
                .filter(found -> !found.isEmpty())
                .orElse(List.of(handled));
        return each.stream().map(one -> claim(one, transit, line)).toList();
    }

    private static void waits(Transit transit, LogEntry.Handled handled) {
        String to = handled.to().orElseThrow();
        if (handled.level() != EvidenceLevel.DELAYED) {
            transit.waiting.remove(to);
        } else if (transit.waiting.size() < MOST_WAITING) {
            transit.waiting.put(to, handled.originalTo());
        }
    }

    private Claim claim(LogEntry.Handled handled, Optional<Transit> transit, LogLine line) {
        return Claim.of(handled.level(), "relay-log", id(handled))
                .aboutAnyMail(true)
                .authenticated(true)
                .arrivedAt(transit.flatMap(known -> known.sender).stream().toList())
                .messageIds(transit.flatMap(known -> known.messageId).stream().toList())
                .queueId(Optional.of(handled.queueId()))
                .happenedAt(Optional.of(handled.at()))
                .originalRecipient(handled.originalTo())
                .finalRecipient(handled.to())
                .reporter(handled.host())
                .status(handled.status())
                .diagnostic(Optional.of(handled.words()).filter(words -> !words.isEmpty()))
                .location(Optional.of(location(handled, line)))
                .build();
    }

    /** The offset is the one in the file that the line stood in when it was read; after a rotation its digest finds it. */
    private String location(LogEntry.Handled handled, LogLine line) {
        return "log:" + file + ";offset=" + line.offset() + ";queue-id=" + handled.queueId() + ";sha256="
                + line.digest();
    }

    /** The same for the same line read twice. What is put off again and again is one fact as long as nothing else changes. */
    private static String id(LogEntry.Handled handled) {
        boolean again = handled.level() == EvidenceLevel.DELAYED;
        return Digest.sha256(String.join(
                "\n",
                "relay-log",
                handled.queueId(),
                handled.to().orElse(""),
                handled.originalTo().orElse(""),
                handled.level().name(),
                handled.status().orElse(""),
                again ? "" : handled.at().toString(),
                again ? "" : handled.words()));
    }
}
