package dev.twotick.dispatch.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What happened in a world, line by line, for somebody who reads a failing seed. Silent unless it is wanted. */
final class Trace {
    private final boolean wanted;
    private final List<String> lines = new ArrayList<>();

    Trace(boolean wanted) {
        this.wanted = wanted;
    }

    void add(Instant at, String who, Object... words) {
        if (wanted) {
            Duration since = Duration.between(World.BEGIN, at);
            lines.add(String.format("%4d %8.3f s  %-9s %s", lines.size() + 1, since.toMillis() / 1000.0, who, text(words)));
        }
    }

    private static String text(Object... words) {
        return Arrays.stream(words).map(String::valueOf).collect(Collectors.joining(" "));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
