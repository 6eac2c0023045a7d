package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

import org.bson.Document;

/**
 * Samples that pile up while the routes to the 15-minute documents and to HBase are stopped, then a restart of the middleware and
 * its servers. Everything counts from the start, the CPU time too: a JVM that has just booted works off the backlog, and the routes
 * begin before all is ready.
 */
final class Backlog {
    static final String SECTION = "Backlog after a restart";
    private static final Duration AT_MOST = Duration.ofMinutes(5);
    private static final int MINUTES_PER_REPORT = 3;
    private static final int BATCH = 1000;

    private final Plan plan;
    private final Operator operator;
    private final Supplier<Installation> installation;

    /** @param installation reads anew where everything is, as a restart changes that */
    Backlog(Plan plan, Operator operator, Supplier<Installation> installation) {
        this.plan = plan;
        this.operator = operator;
        this.installation = installation;
    }

    /**
     * @param fleet boxes with devices whose energy registers are read every minute
     * @param before of the instance as long as it is not restarted
     */
    List<Figure> measure(Fleet fleet, StoredSide before) throws IOException, InterruptedException {
        int perReport = fleet.boxes().size() * plan.sizes().devices() * MINUTES_PER_REPORT;
        Sending sending = Sending.registers(
                Math.max(1, plan.sizes().backlog() / perReport),
                MINUTES_PER_REPORT,
                plan.sizes().devices());
        long samples = fleet.boxes().size() * sending.samples();
        long values = fleet.boxes().size() * sending.values();
        List<Figure> figures = new ArrayList<>();
        operator.stopRoutes();
        long began = System.nanoTime();
        sending.send(fleet.boxes(), List.of(plan.vtn()));
        figures.add(Figure.plain(
                SECTION,
                "acknowledged while the routes are stopped",
                samples * 1e9 / (System.nanoTime() - began),
                "samples/s",
                samples + " samples"));
        long waiting = before.countPending(StoredSide.RAW, before.devices(fleet.venIds()));
        operator.stop();
        long restarted = System.nanoTime();
        operator.start();
        long ready = System.nanoTime();
        figures.add(Figure.plain(SECTION, "restart until all is ready", (ready - restarted) / 1e9, "s", ""));
        Installation now = installation.get();
        try (StoredSide stored = new StoredSide(plan.mongodb().orElseGet(() -> now.address("mongodb")));
                SeriesTable table = new SeriesTable(plan.hbase().orElseGet(() -> now.address("hbase")))) {
            List<String> devices = stored.devices(fleet.venIds());
            long left = stored.countPending(StoredSide.RAW, devices);
            figures.add(
                    Figure.plain(SECTION, "ranges left when all is ready", left, "ranges", "of %d".formatted(waiting)));
            Arrival.Outcome outcome = new Arrival(stored, table, devices, AT_MOST).await(sending.metric(), values);
            figures.add(Figure.plain(
                    SECTION,
                    "restart until all 15-minute documents are written",
                    (outcome.documents() - restarted) / 1e9,
                    "s",
                    ""));
            figures.add(SampleChain.drained(
                    SECTION,
                    "restart until all is in HBase",
                    samples,
                    values,
                    outcome.values(),
                    (outcome.end() - restarted) / 1e9,
                    CpuMeter.fromTheirStart(now.pids())));
            figures.add(Figure.plain(
                    SECTION,
                    "peak memory of the middleware",
                    ProcessFigures.peakMegabytes(now.pid()).orElse(0),
                    "MiB",
                    "since its start"));
            figures.add(plainDriver(stored, values));
            figures.add(SampleChain.plainClient(SECTION, table, values, plan.measured()));
        }
        return figures;
    }

    /** As many 15-minute documents, by the plain driver. */
    private Figure plainDriver(StoredSide stored, long documents) {
        stored.dropOwn();
        Readings readings = new Readings(plan.account(), plan.aggregator());
        long began = System.nanoTime();
        for (long written = 0; written < documents; written += BATCH) {
            List<Document> batch = new ArrayList<>(BATCH);
            for (int i = 0; i < BATCH; i++) {
                batch.add(readings.document().append("_id", UUID.randomUUID().toString()));
            }
            stored.own().insertMany(batch);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        stored.dropOwn();
        return Figure.plain(
                SECTION,
                "  plain driver: insert of as many documents, 1000 per call",
                documents / seconds,
                "documents/s",
                "1 thread, w majority, j true");
    }
}
