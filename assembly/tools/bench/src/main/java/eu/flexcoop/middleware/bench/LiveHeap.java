package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What a JVM holds on its heap after a full collection, as {@code jcmd} of the same JDK says. */
final class LiveHeap {
    private static final long LONGEST_SECONDS = 60;
    private static final String TOTAL = "Total";

    private LiveHeap() {}

    /** Bytes of all objects that can be reached. Makes the JVM collect everything, which takes a fraction of a second. */
    static long bytes(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        // the histogram counts what is left after a full collection
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroy();
            throw new IOException("jcmd cannot look at process %d: %s".formatted(pid, said.strip()));
        }
        return total(said);
    }

    /** @param histogram ends with a line that holds the number of instances and their bytes */
    static long total(String histogram) throws IOException {
        String last = histogram
                .lines()
                .filter(line -> line.startsWith(TOTAL))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new IOException("There is no total in what jcmd said"));
        String[] fields = last.trim().split("\\s+");
        return Long.parseLong(fields[fields.length - 1]);
    }

    static double mebibytes(double bytes) {
        return bytes / (1 << 20);
    }
}
