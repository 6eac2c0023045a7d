package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Polls and reports for minutes, and what the middleware holds on its heap meanwhile. */
final class LongLoad {
    private static final Duration BETWEEN = Duration.ofSeconds(30);
    /** Per report, as of a box that polls every 10 seconds and reports every minute, with room for other messages. */
    private static final int POLLS = 5;

    private static final int VALUES = 6;

    private final Plan plan;
    private final long pid;
    private final Fleet fleet;

    LongLoad(Plan plan, long pid, Fleet fleet) {
        this.plan = plan;
        this.pid = pid;
        this.fleet = fleet;
    }

    List<Figure> measure() throws Exception {
        Load load = new Load(Duration.ZERO, plan.longLoad(), List.of(pid), Optional.empty());
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            Future<List<Double>> heap = reader.submit(this::readings);
            Figure rate = load.run(
                    VtnSpeed.SECTION,
                    "this VTN: %d polls per report, for %d min"
                            .formatted(POLLS, plan.longLoad().toMinutes()),
                    fleet.boxes().size(),
                    number -> new Household(fleet.boxes().get(number), plan.http()));
            return figures(rate, heap.get());
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            reader.shutdownNow();
        }
    }

    /** MiB after a full collection, from the middle of the first interval on. */
    private List<Double> readings() throws IOException, InterruptedException {
        List<Double> readings = new ArrayList<>();
        long count = Math.max(2, plan.longLoad().dividedBy(BETWEEN));
        Duration between = plan.longLoad().dividedBy(count);
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

    static List<Figure> figures(Figure rate, List<Double> heap) {
        int third = Math.max(1, heap.size() / 3);
        double early = mean(heap.subList(0, third));
        double late = mean(heap.subList(heap.size() - third, heap.size()));
        String all = heap.stream()
                .map(each -> String.format(Locale.ROOT, "%.1f", each))
                .collect(Collectors.joining(", "));
        return List.of(
                rate,
                Figure.plain(VtnSpeed.SECTION, "heap after a full GC, first third of that time", early, "MiB", ""),
                Figure.plain(VtnSpeed.SECTION, "heap after a full GC, last third of that time", late, "MiB", all));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static final class Household extends VtnLoad.BoxClient {
        private final BenchBox box;
        private final byte[] poll;
        private int polls;

        Household(BenchBox box, URI vtn) {
            super(box.connection(vtn));
            this.box = box;
            this.poll = box.poll();
        }

        @Override
        public void request() throws IOException {
            if (polls < POLLS) {
                polls++;
                exchange("OadrPoll", poll);
            } else {
                polls = 0;
                exchange("EiReport", box.registerReport(VALUES));
            }
        }
    }
}
