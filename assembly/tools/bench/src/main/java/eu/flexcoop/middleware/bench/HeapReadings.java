package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a JVM holds on its heap in the course of a load. */
final class HeapReadings {
    private static final Duration BETWEEN = Duration.ofSeconds(30);

    private HeapReadings() {}

    /** MiB after a full collection, from the middle of the first interval on. Returns when the time is nearly over. */
    static List<Double> during(Duration load, long pid) throws IOException, InterruptedException {
        List<Double> readings = new ArrayList<>();
        long count = Math.max(2, load.dividedBy(BETWEEN));
        Duration between = load.dividedBy(count);
        Thread.sleep(between.dividedBy(2).toMillis());
        for (long i = 0; i < count; i++) {
            long began = System.nanoTime();
            readings.add(LiveHeap.mebibytes(LiveHeap.bytes(pid)));
            if (i + 1 < count) {
                Duration left = between.minusNanos(System.nanoTime() - began);
                Thread.sleep(Math.max(0, left.toMillis()));
            }
        }
        return readings;
    }

    /**
     * The means of the first and of the last third.
     *
     * @param of begins the names
     */
    static List<Figure> figures(String section, String of, List<Double> heap) {
        int third = Math.max(1, heap.size() / 3);
        double early = mean(heap.subList(0, third));
        double late = mean(heap.subList(heap.size() - third, heap.size()));
        String all = heap.stream()
                .map(each -> String.format(Locale.ROOT, "%.1f", each))
                .collect(Collectors.joining(", "));
        return List.of(
                Figure.plain(section, of + "heap after a full GC, first third of that time", early, "MiB", ""),
                Figure.plain(section, of + "heap after a full GC, last third of that time", late, "MiB", all));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
