package dev.twotick.benchmarks.process;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** CPU time in seconds, user and kernel together. The kernel's files count in hundredths of a second. */
public final class Cpu {
    private static final double TICK = 0.01;
    private static final int CHILDREN_USER = 13;
    private static final int FIRST_IDLE = 3;
    private static final int LAST_IDLE = 4;
    private static final int COUNTED = 7;

    private Cpu() {}

    /**
     * What this JVM spent since it started, with its compiler and collector.
     *
     * @return seconds
     */
    public static double ofThisProcess() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }

    /**
     * What the processes that this one started spent, as far as they have ended.
     *
     * @return seconds
     * @throws IOException when the kernel does not tell
     */
    public static double ofEndedChildren() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_USER + 1])) * TICK;
    }

    /**
     * What the whole machine spent since it started, without idling and waiting for disks.
     *
     * @return seconds over all processors
     * @throws IOException when the kernel does not tell
     */
    public static double ofTheMachine() throws IOException {
        String first =
                Files.readString(Path.of("/proc/stat")).lines().findFirst().orElseThrow();
        long[] ticks = Arrays.stream(first.substring("cpu".length()).strip().split(" ", -1))
                .mapToLong(Long::parseLong)
                .toArray();
        long spent = 0;
        for (int i = 0; i < COUNTED; i++) {
            spent += i < FIRST_IDLE || i > LAST_IDLE ? ticks[i] : 0;
        }
        return spent * TICK;
    }
}
