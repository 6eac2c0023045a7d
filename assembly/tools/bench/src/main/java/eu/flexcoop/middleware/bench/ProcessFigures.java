package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;

/** What Linux says about a process in {@code /proc}. */
final class ProcessFigures {
    /** Of every Linux that a JVM runs on; {@code getconf CLK_TCK} says the same. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    private ProcessFigures() {}

    /** CPU time that the process itself has spent so far, all threads together. */
    static double cpuSeconds(long pid) {
        try {
            return cpuSeconds(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
        } catch (IOException e) {
            throw new UncheckedIOException("The middleware (process %d) is gone".formatted(pid), e);
        }
    }

    static double cpuSeconds(String stat) {
        // the name of the program stands in parentheses and may hold anything
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ");
        return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
    }

    /** Memory that the process holds in RAM; empty if there is no such process. */
    static OptionalDouble residentMegabytes(long pid) {
        return megabytes(pid, "VmRSS:");
    }

    /** The most that it has ever held. */
    static OptionalDouble peakMegabytes(long pid) {
        return megabytes(pid, "VmHWM:");
    }

    private static OptionalDouble megabytes(long pid, String field) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
                    .findFirst();
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }
}
