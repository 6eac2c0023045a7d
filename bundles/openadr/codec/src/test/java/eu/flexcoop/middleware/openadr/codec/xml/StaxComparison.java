package eu.flexcoop.middleware.openadr.codec.xml;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.stream.XMLStreamException;

import com.sun.management.ThreadMXBean;

/**
 * Compares the StAX libraries under the codec: CPU time and allocated bytes per message, and what hostile input does to each. Every library
 * runs in JVMs of its own, since the JIT compiler makes calls slower that have several targets; the libraries take turns, so that other
 * load of the machine meets all of them. docs/benchmarks.md says how to run it.
 */
public final class StaxComparison {
    private static final int RUNS = 3;
    private static final long WARM_UP = 1_000_000_000L;
    private static final long ROUND = 200_000_000L;
    private static final int ROUNDS = 3;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private StaxComparison() {}

    /** Reads or writes one message; what comes out is returned, so that the work cannot be left out. */
    @FunctionalInterface
    private interface Work {
        Object run() throws XMLStreamException;
    }

    /** @param arguments the library to measure in this JVM; none to compare all */
    public static void main(String... arguments) throws Exception {
        if (arguments.length > 0) {
            measure(StaxImplementation.valueOf(arguments[0]));
            return;
        }
        Map<String, List<String>> lines = new TreeMap<>();
        for (int run = 0; run < RUNS; run++) {
            for (StaxImplementation each : StaxImplementation.values()) {
                child(each).forEach(line -> lines.computeIfAbsent(
                                line.substring(0, line.indexOf(':')), key -> new ArrayList<>())
                        .add(line.substring(line.indexOf(':') + 1)));
            }
        }
        System.out.println(
                "| | CPU us per message: median of %d JVMs (lowest to highest) | bytes allocated |".formatted(RUNS));
        lines.forEach((name, measured) -> System.out.println("| %s | %s |".formatted(name, summary(measured))));
        for (StaxImplementation each : StaxImplementation.values()) {
            StaxHostileInput.report(each);
        }
    }

    private static List<String> child(StaxImplementation library) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StaxComparison.class.getName(),
                        library.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        if (process.waitFor() != 0) {
            throw new IOException("%s ended with %d".formatted(library, process.exitValue()));
        }
        return lines;
    }

    private static void measure(StaxImplementation library) throws XMLStreamException {
        for (StaxCase each : StaxCase.values()) {
            byte[] body = new OadrWriter().write(each.message);
            if (!library.read(body).equals(each.message)
                    || !library.read(library.write(each.message)).equals(each.message)) {
                throw new IllegalStateException("%s does not read or write %s".formatted(library, each));
            }
            print(library, each, "read", () -> library.read(body));
            print(library, each, "write", () -> library.write(each.message));
        }
    }

    private static void print(StaxImplementation library, StaxCase message, String verb, Work work)
            throws XMLStreamException {
        cpuPerCall(work, WARM_UP);
        double[] rounds = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            rounds[i] = cpuPerCall(work, ROUND);
        }
        Arrays.sort(rounds);
        System.out.println(
                "%s %s %s:%.2f %d".formatted(verb, message, library, rounds[ROUNDS / 2] / 1000, bytesPerCall(work)));
    }

    private static double cpuPerCall(Work work, long nanos) throws XMLStreamException {
        long start = THREADS.getCurrentThreadCpuTime();
        long calls = 0;
        long used;
        do {
            for (int i = 0; i < 50; i++) {
                consume(work.run());
            }
            calls += 50;
            used = THREADS.getCurrentThreadCpuTime() - start;
        } while (used < nanos);
        return (double) used / calls;
    }

    private static long bytesPerCall(Work work) throws XMLStreamException {
        int calls = 5000;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < calls; i++) {
            consume(work.run());
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / calls;
    }

    private static void consume(Object result) {
        if (result == null) {
            throw new IllegalStateException("no result");
        }
    }

    private static String summary(List<String> measured) {
        double[] cpu = measured.stream()
                .mapToDouble(text -> Double.parseDouble(text.split(" ")[0]))
                .sorted()
                .toArray();
        String bytes = measured.get(0).split(" ")[1];
        return "%.2f (%.2f to %.2f) | %s".formatted(cpu[cpu.length / 2], cpu[0], cpu[cpu.length - 1], bytes);
    }
}
