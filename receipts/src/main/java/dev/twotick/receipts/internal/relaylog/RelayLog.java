package dev.twotick.receipts.internal.relaylog;

import dev.twotick.confirmation.Claim;
import dev.twotick.confirmation.DeliveryConfirmation;
import dev.twotick.confirmation.EvidenceDesk;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Follows the log of our own relay and files what it says about letters that may be ours. One thread reads; {@link #close} may
 * come from another.
 */
public final class RelayLog implements DeliveryConfirmation {
    /** After so many lines claims are filed and the place is written down. */
    private static final int STRIDE = 1000;

    /** After a restart so much before the place is looked through for mails that were under way. */
    private static final int LOOK_BACK = 4 << 20;

    /** A relay with nothing to do may be silent for longer; where its next line makes the file there is none until then. */
    private static final Duration LONGEST_GAP = Duration.ofHours(1);

    private final LogFiles files;
    private final LogDialect dialect;
    private final Duration poll;
    private final String place;
    private final Transits transits;
    private final CountDownLatch closed = new CountDownLatch(1);
    private String lastStamp = "";
    private boolean lookedBack;
    private Optional<Instant> goneSince = Optional.empty();
    private boolean toldGone;

    /**
     * Reads nothing yet.
     *
     * @param settings which log
     */
    public RelayLog(RelayLogSettings settings) {
        this.files = new LogFiles(settings.file());
        this.dialect = settings.dialect();
        this.poll = settings.poll();
        this.place = settings.place();
        this.transits = new Transits(settings.file().toString());
    }

    @Override
    public String name() {
        return "relay-log";
    }

    @Override
    public void collect(EvidenceDesk desk) throws IOException, InterruptedException {
        lastStamp = files.stamp();
        Optional<LogPlace> known = desk.watermark(place).flatMap(LogPlace::parse);
        // a log that is away costs nothing of what is known: no line of it was read
        List<LogFiles.Section> sections = files.toRead(known);
        boolean well = false;
        try {
            for (LogFiles.Section section : sections) {
                lookBack(section, desk.now());
                read(section, desk);
            }
            well = true;
        } finally {
            if (!well) {
                // some lines will be read again, and those before them that say whose they are
                transits.clear();
                lookedBack = false;
            }
        }
        lookWhetherThere(desk.now());
    }

    /**
     * Between a rotation and the writer's next line there may be no log. One that stays away may mean a quiet night or that
     * nobody writes there any more, which cannot be told apart: it is told once and is no failure.
     */
    private void lookWhetherThere(Instant now) {
        if (files.isThere()) {
            goneSince = Optional.empty();
            toldGone = false;
            return;
        }
        Instant since = goneSince.orElse(now);
        goneSince = Optional.of(since);
        if (!toldGone && Duration.between(since, now).compareTo(LONGEST_GAP) >= 0) {
            files.tellGone(since);
            toldGone = true;
        }
    }

    /** Claims of what was read before were filed; only who sent what has to be known again. */
    private void lookBack(LogFiles.Section section, Instant now) throws IOException, InterruptedException {
        if (lookedBack) {
            return;
        }
        try (InputStream in = section.open(LOOK_BACK)) {
            LogLines lines = new LogLines(in, Math.max(0, section.from() - LOOK_BACK));
            Optional<LogLine> line = lines.next();
            while (line.isPresent() && lines.offset() <= section.from()) {
                checkOpen();
                take(line.get(), now);
                line = lines.next();
            }
        }
        lookedBack = true;
    }

    private void read(LogFiles.Section section, EvidenceDesk desk) throws IOException, InterruptedException {
        byte[] firstBytes = section.firstBytes();
        try (InputStream in = section.open(0)) {
            LogLines lines = new LogLines(in, section.from());
            long done = section.from();
            List<Claim> claims = claims(lines, desk.now());
            while (lines.offset() > done) {
                checkOpen();
                if (!claims.isEmpty()) {
                    desk.fileAll(claims);
                }
                done = lines.offset();
                desk.advance(place, LogPlace.of(done, firstBytes).text());
                claims = claims(lines, desk.now());
            }
        }
    }

    private List<Claim> claims(LogLines lines, Instant now) throws IOException {
        List<Claim> claims = new ArrayList<>();
        for (int read = 0; read < STRIDE; read++) {
            Optional<LogLine> line = lines.next();
            if (line.isEmpty()) {
                return claims;
            }
            claims.addAll(take(line.get(), now));
        }
        return claims;
    }

    private List<Claim> take(LogLine line, Instant now) {
        return dialect.read(line.text(), now)
                .map(entry -> transits.accept(entry, line))
                .orElse(List.of());
    }

    private void checkOpen() throws InterruptedException {
        if (closed.getCount() == 0 || Thread.interrupted()) {
            throw new InterruptedException("the relay's log was closed");
        }
    }

    @Override
    public void awaitNews(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        long left = atMost.toNanos();
        while (left > 0 && files.stamp().equals(lastStamp)) {
            if (closed.await(Math.min(left, poll.toNanos()), TimeUnit.NANOSECONDS)) {
                return;
            }
            left = end - System.nanoTime();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
