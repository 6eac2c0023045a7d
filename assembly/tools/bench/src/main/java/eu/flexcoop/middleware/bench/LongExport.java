package eu.flexcoop.middleware.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import org.bson.Document;

/** All documents of a resource as NDJSON in one answer: how fast they come, and what the middleware holds on its heap meanwhile. */
final class LongExport {
    static final String SECTION = "REST, long export";
    private static final String COLLECTION = "meter";
    private static final int DOCUMENTS = 100_000;
    private static final int BATCH = 10_000;
    private static final int QUARTER_HOUR = 900;
    private static final Instant FIRST = Instant.parse("2001-01-01T00:00:00Z");

    private final Plan plan;
    private final Installation installation;
    private final String token;
    private final MongoCollection<Document> meter;
    private final String device = UUID.randomUUID().toString();

    LongExport(Plan plan, Installation installation, String token, StoredSide stored) {
        this.plan = plan;
        this.installation = installation;
        this.token = token;
        this.meter = stored.collection(COLLECTION);
    }

    List<Figure> measure() throws IOException, InterruptedException {
        fill();
        try {
            read(false); // warms up
            Export fast = read(false);
            Export watched = read(true);
            return List.of(
                    Figure.plain(
                            SECTION,
                            "NDJSON",
                            fast.documents() / fast.seconds(),
                            "documents/s",
                            "%d in %.1f s, 1 client".formatted(fast.documents(), fast.seconds())),
                    heap("heap after a tenth", watched.early() - watched.before()),
                    heap("heap after nine tenths", watched.late() - watched.before()));
        } finally {
            meter.deleteMany(Filters.eq("device_id", device));
        }
    }

    private static Figure heap(String name, long bytes) {
        return Figure.plain(
                SECTION,
                name,
                LiveHeap.mebibytes(bytes),
                "MiB",
                "live objects more than before; goal: the same for both");
    }

    private void fill() {
        for (int from = 0; from < DOCUMENTS; from += BATCH) {
            List<Document> batch = new ArrayList<>(BATCH);
            for (int number = from; number < from + BATCH; number++) {
                batch.add(new Document("device_id", device)
                        .append("account_id", plan.account())
                        .append("aggregator_id", plan.aggregator())
                        .append("device_class", "otherLoad")
                        .append("timestamp", Date.from(FIRST.plusSeconds((long) QUARTER_HOUR * number)))
                        .append("kwh", number % 1000 * 0.001)
                        .append("verified_kwh", true)
                        .append("_created", new Date())
                        .append("_updated", new Date()));
            }
            meter.insertMany(batch);
        }
    }

    /** @param early bytes of live objects after a tenth of the documents, {@code late} after nine tenths; 0 if not watched */
    private record Export(int documents, double seconds, long before, long early, long late) {}

    private Export read(boolean watched) throws IOException, InterruptedException {
        String where = "%7B%22device_id%22%3A%22" + device + "%22%7D";
        HttpRequest request = HttpRequest.newBuilder(URI.create(plan.http() + "/1/" + COLLECTION + "?where=" + where)
                        .normalize())
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/x-ndjson")
                .timeout(Duration.ofMinutes(1))
                .build();
        long before = watched ? LiveHeap.bytes(installation.pid()) : 0;
        long early = 0;
        long late = 0;
        int documents = 0;
        long began = System.nanoTime();
        HttpResponse<InputStream> response =
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            while (lines.readLine() != null) {
                documents++;
                // nobody reads meanwhile, so the answer waits where it is
                if (watched && documents == DOCUMENTS / 10) {
                    early = LiveHeap.bytes(installation.pid());
                } else if (watched && documents == DOCUMENTS / 10 * 9) {
                    late = LiveHeap.bytes(installation.pid());
                }
            }
        }
        if (response.statusCode() != 200 || documents != DOCUMENTS) {
            throw new IOException(
                    "The export has status %d and %d documents".formatted(response.statusCode(), documents));
        }
        return new Export(documents, (System.nanoTime() - began) / 1e9, before, early, late);
    }
}
