package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.mongodb.client.model.Filters;
import org.awaitility.Awaitility;
import org.bson.Document;

import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;

/**
 * What VENs that are registered and only poll hold of the heap. Registering 100 000 of them takes long, so their documents are put
 * into the collections as a registration with one report of two data points leaves them; the middleware takes them from its change
 * streams, as it takes those that another node registers. Each polls once; then it gets the fingerprint of a certificate, without
 * which it may poll here.
 */
final class IdleVens {
    private static final int BATCH = 1000;
    private static final int CONNECTIONS = 16;
    private static final Duration AT_MOST = Duration.ofMinutes(3);
    private static final Duration BETWEEN = Duration.ofSeconds(3);
    /** Two readings that differ by less are the same: the routes work meanwhile, and for 100 000 VENs it is 10 bytes each. */
    private static final long SETTLED = 1 << 20;

    private static final int GOAL = 4096;
    private static final byte[] GOOD = "responseCode>200<".getBytes(StandardCharsets.US_ASCII);

    private final Plan plan;
    private final Installation installation;
    private final List<String> ids = new ArrayList<>();

    IdleVens(Plan plan, Installation installation) {
        this.plan = plan;
        this.installation = installation;
        for (int i = 0; i < plan.sizes().idle(); i++) {
            ids.add(UUID.randomUUID().toString());
        }
    }

    List<Figure> measure() throws IOException, InterruptedException {
        long before = settled(installation);
        try (StoredSide stored = new StoredSide(plan.mongodb().orElseGet(() -> installation.address("mongodb")))) {
            for (int from = 0; from < ids.size(); from += BATCH) {
                List<String> some = ids.subList(from, Math.min(ids.size(), from + BATCH));
                stored.collection("virtual_end_node")
                        .insertMany(some.stream()
                                .map(id -> ven(id, UUID.randomUUID().toString(), plan.aggregator()))
                                .toList());
                stored.collection("report_subscription")
                        .insertMany(some.stream().map(this::subscription).toList());
            }
            poll();
            long polled = settled(installation);
            stored.collection("virtual_end_node")
                    .updateMany(
                            Filters.in("_id", ids),
                            List.of(new Document(
                                    "$set", new Document("fingerprint", fingerprint()).append("revision", 2L))));
            long after = settled(installation);
            return List.of(
                    perVen("heap per VEN that has just polled, without a certificate", polled - before),
                    perVen("heap per registered, idle VEN with a certificate", after - before));
        }
    }

    private Figure perVen(String name, long bytes) {
        return Figure.plain(
                VtnSpeed.SECTION,
                name,
                (double) bytes / ids.size(),
                "bytes",
                String.format(
                        Locale.ROOT, "%d VENs, %.0f MiB; goal: below %d", ids.size(), LiveHeap.mebibytes(bytes), GOAL));
    }

    /** A VEN as a registration leaves it, which polls. */
    static Document ven(String id, String account, String aggregator) {
        return new Document("_id", id)
                .append("ven_id", id)
                .append("registration_id", UUID.randomUUID().toString())
                .append("registration_state", "registered")
                .append("oadr_ven_name", "idle-" + id)
                .append("account_id", account)
                .append("aggregator_id", aggregator)
                .append("oadr_report_only", false)
                .append("oadr_http_pull_model", true)
                .append("oadr_xml_signature", false)
                .append("registered_at", new Date())
                .append("data_points_revision", 1L)
                .append("revision", 1L);
    }

    private Document subscription(String id) {
        return new Document("_id", id + "~telemetry")
                .append("ven_id", id)
                .append("kind", "periodic")
                .append("revision", 1L)
                .append("specifier_id", "telemetry")
                .append("report_name", "TELEMETRY_USAGE")
                .append("report_request_id", UUID.randomUUID().toString())
                .append("rids", List.of("idle_" + id + "_meterWatts", "idle_" + id + "_meterKwh"))
                .append("granularity", "PT1M")
                .append("report_back_duration", "PT1M")
                .append("state", "active");
    }

    /** 64 characters that no other VEN has, as those of a SHA-256. */
    private static Document fingerprint() {
        Document digits = new Document(
                "$replaceAll",
                new Document("input", "$ven_id").append("find", "-").append("replacement", ""));
        return new Document("$concat", List.of(digits, digits));
    }

    private void poll() throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            int part = (ids.size() + CONNECTIONS - 1) / CONNECTIONS;
            List<Callable<Void>> polls = new ArrayList<>();
            for (int from = 0; from < ids.size(); from += part) {
                List<String> some = ids.subList(from, Math.min(ids.size(), from + part));
                polls.add(() -> poll(some));
            }
            for (Future<Void> each : threads.invokeAll(polls)) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private Void poll(List<String> some) throws IOException {
        OadrWriter writer = new OadrWriter();
        try (KeepAlive connection = new KeepAlive(plan.http(), Optional.empty())) {
            for (String id : some) {
                VtnLoad.exchange(connection, "OadrPoll", writer.write(new Poll(id)), GOOD);
            }
        }
        return null;
    }

    /** Bytes, once two readings in a row are the same: changes reach the middleware a moment after they are stored. */
    static long settled(Installation installation) {
        long[] last = {-1};
        return Awaitility.await("the heap to settle")
                .atMost(AT_MOST)
                .pollDelay(BETWEEN)
                .pollInterval(BETWEEN)
                .until(
                        () -> {
                            long before = last[0];
                            last[0] = LiveHeap.bytes(installation.pid());
                            return before >= 0 && Math.abs(last[0] - before) < SETTLED ? last[0] : -1;
                        },
                        bytes -> bytes >= 0);
    }
}
