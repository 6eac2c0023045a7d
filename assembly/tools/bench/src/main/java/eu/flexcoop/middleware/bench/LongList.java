package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import org.bson.Document;

/**
 * Pages of resource {@code meter} over many rows. The rows are written into MongoDB directly, in the collection that the middleware
 * has opened with its indexes: 15-minute documents of 1 000 devices, which all belong to the cooperative of the bench.
 */
final class LongList {
    private static final String COLLECTION = "meter";
    private static final String SECTION = "REST, long list";
    private static final String ROWS = "rows in the collection";
    private static final int DEVICES = 1_000;
    private static final int WRITERS = 2;
    private static final int BATCH = 10_000;
    private static final Duration PROGRESS = Duration.ofSeconds(30);
    private static final Instant FIRST = Instant.parse("2001-01-01T00:00:00Z");

    private final Load load;
    private final Plan plan;
    private final String token;
    private final MongoCollection<Document> meter;
    private final List<String> devices = new ArrayList<>();

    LongList(Load load, Plan plan, String token, StoredSide stored) {
        this.load = load;
        this.plan = plan;
        this.token = token;
        this.meter = stored.collection(COLLECTION);
        for (int number = 0; number < DEVICES; number++) {
            devices.add(new UUID(0xbe2dL << 48, number).toString());
        }
    }

    /** Writes the rows, for as long as the plan allows, and says how many there are. */
    private Figure fill() throws InterruptedException, ExecutionException {
        long began = System.nanoTime();
        long end = began + plan.sizes().fill().toNanos();
        AtomicLong next = new AtomicLong();
        AtomicLong written = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<Future<?>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            writers.add(threads.submit(() -> write(next, written, end)));
        }
        threads.shutdown();
        while (!threads.awaitTermination(PROGRESS.toSeconds(), TimeUnit.SECONDS)) {
            System.err.printf(
                    "  %d of %d rows are written%n", written.get(), plan.sizes().rows());
        }
        for (Future<?> writer : writers) {
            writer.get();
        }
        long rows = written.get();
        String seconds = "written in %.0f s".formatted((System.nanoTime() - began) / 1e9);
        return rows < plan.sizes().rows()
                ? Figure.failed(
                        SECTION,
                        ROWS,
                        "only %d of %d, %s".formatted(rows, plan.sizes().rows(), seconds))
                : Figure.plain(SECTION, ROWS, rows, "rows", seconds);
    }

    /** Takes batches until all are taken or the time is over. */
    private void write(AtomicLong next, AtomicLong written, long end) {
        // how fast they are written is not what is measured, so it need not be durable
        MongoCollection<Document> quick = meter.withWriteConcern(WriteConcern.W1.withJournal(false));
        long rows = plan.sizes().rows();
        for (long from = next.getAndAdd(BATCH); from < rows && System.nanoTime() < end; from = next.getAndAdd(BATCH)) {
            List<Document> batch = LongStream.range(from, Math.min(rows, from + BATCH))
                    .mapToObj(this::row)
                    .toList();
            quick.insertMany(batch, new InsertManyOptions().ordered(false));
            written.addAndGet(batch.size());
        }
    }

    private Document row(long number) {
        Date now = new Date();
        return new Document("device_id", devices.get((int) (number % DEVICES)))
                .append("account_id", plan.account())
                .append("aggregator_id", plan.aggregator())
                .append("device_class", "otherLoad")
                .append("timestamp", Date.from(FIRST.plusSeconds(900 * (number / DEVICES))))
                .append("kwh", number % 1000 * 0.001)
                .append("verified_kwh", true)
                .append("_created", now)
                .append("_updated", now);
    }

    /**
     * Writes the rows, reads the pages that components ask for, and removes the rows.
     *
     * @param one makes a measurement and shows its figure
     */
    void measure(Measurement one) {
        one.make(SECTION, ROWS, this::fill);
        String device = "&where=" + encoded("{\"device_id\":\"%s\"}".formatted(devices.get(DEVICES / 2)));
        String cooperative = "&where=" + encoded("{\"aggregator_id\":\"%s\"}".formatted(plan.aggregator()));
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("first page, no condition", "&page=1");
        pages.put("page 400, no condition", "&page=400");
        pages.put("first page of a cooperative", "&page=1" + cooperative);
        pages.put("newest of a cooperative", "&page=1&sort=-timestamp" + cooperative);
        pages.put("newest of a device", "&page=1&sort=-timestamp" + device);
        pages.forEach((name, query) -> one.make(SECTION, name, () -> page(name, query)));
        if (!plan.temporary()) {
            meter.deleteMany(Filters.in("device_id", devices));
        }
    }

    /** Makes one measurement. */
    interface Measurement {
        void make(String section, String name, Callable<Figure> figure);
    }

    private Figure page(String name, String query) throws Exception {
        URI root = plan.http();
        String path = "/1/" + COLLECTION + "?max_results=25" + query;
        Map<String, String> headers = Map.of("Authorization", "Bearer " + token, "Accept", "application/json");
        return load.run(SECTION, name, plan.clients(), number -> new Load.Client() {
            private final KeepAlive connection = new KeepAlive(root, Optional.empty());

            @Override
            public void request() throws IOException {
                connection.send("GET", path, headers, new byte[0]).expect(200);
            }

            @Override
            public void close() {
                connection.close();
            }
        });
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
