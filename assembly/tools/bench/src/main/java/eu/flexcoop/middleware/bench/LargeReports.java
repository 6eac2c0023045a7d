package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import org.HdrHistogram.Histogram;

/** How long samples of a box wait while another box sends reports of many readings one after the other: one box must not delay all others. */
final class LargeReports {
    static final String SECTION = "Large reports beside others";
    /** Below the limit of a message, 8 MiB. */
    private static final int READINGS = 15_000;

    private static final Duration TIME = Duration.ofSeconds(30);

    private final Plan plan;
    private final StoredSide stored;
    private final SeriesTable table;

    LargeReports(Plan plan, StoredSide stored, SeriesTable table) {
        this.plan = plan;
        this.stored = stored;
        this.table = table;
    }

    List<Figure> measure() throws Exception {
        List<Figure> figures = new ArrayList<>();
        int seconds = Math.toIntExact(TIME.toSeconds());
        try (Fleet probes = Fleet.plain(plan, 3, seconds, 0);
                Fleet large = Fleet.plain(plan, 1, 1, 0)) {
            measure(probes.boxes().get(0)); // warms up
            figures.addAll(figures("alone", measure(probes.boxes().get(1))));
            try (Sender sender = new Sender(large.boxes().get(0), plan)) {
                figures.addAll(figures(
                        "beside a box that sends them", measure(probes.boxes().get(2))));
                figures.add(Figure.plain(
                        SECTION,
                        "reports of that box meanwhile",
                        sender.end(),
                        "reports",
                        "%d readings of one meter each, one report after the other".formatted(READINGS)));
            }
        }
        return figures;
    }

    private FreshSamples measure(BenchBox box) throws IOException, InterruptedException {
        FreshSamples fresh = new FreshSamples(box, plan.http(), stored, table);
        fresh.measure(TIME);
        return fresh;
    }

    private static List<Figure> figures(String when, FreshSamples fresh) {
        return List.of(
                seconds(when + ": until a sample is acknowledged", fresh.acknowledgements(), fresh),
                seconds(when + ": from there until it is in its 15-minute document", fresh.documents(), fresh),
                seconds(when + ": from there until it is in HBase", fresh.cells(), fresh));
    }

    private static Figure seconds(String what, Histogram micros, FreshSamples fresh) {
        return Figure.plain(
                SECTION,
                what,
                micros.getValueAtPercentile(50) / 1e6,
                "s",
                String.format(
                        Locale.ROOT,
                        "longest %.2f s; %d of %d samples, one per second",
                        micros.getMaxValue() / 1e6,
                        micros.getTotalCount(),
                        fresh.sent()));
    }

    /** The box with the large reports, in a thread of its own. */
    private static final class Sender implements AutoCloseable {
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final Future<Integer> reports;

        Sender(BenchBox box, Plan plan) {
            reports = thread.submit(() -> {
                int sent = 0;
                try (KeepAlive connection = new KeepAlive(plan.http(), Optional.empty())) {
                    for (; !ended.get(); sent++) {
                        VtnLoad.report(connection, box.report(READINGS));
                    }
                }
                return sent;
            });
        }

        /** Number of reports that were acknowledged. */
        int end() throws Exception {
            ended.set(true);
            return reports.get();
        }

        @Override
        public void close() {
            ended.set(true);
            thread.shutdownNow();
        }
    }
}
