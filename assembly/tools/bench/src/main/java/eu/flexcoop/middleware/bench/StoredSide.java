package eu.flexcoop.middleware.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;

/** MongoDB as its plain driver sees it: where the middleware put things, and a collection of the bench for comparison. */
final class StoredSide implements AutoCloseable {
    private static final String OWN = "bench_peer";
    /** Collections of the middleware whose documents carry the id of a box or of a device behind it. */
    private static final List<String> BY_BOX =
            List.of("telemetry_raw", "data_points", "devices", "map_id", "report_registration", "ven_outbox");

    private static final List<String> BY_DEVICE = List.of("meter", "telemetry_pending");

    private final MongoClient client;
    private final MongoDatabase database;

    /** @param address {@code mongodb://host:port/database} */
    StoredSide(String address) {
        ConnectionString uri = new ConnectionString(address);
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(uri)
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(10, TimeUnit.SECONDS))
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .build());
        database = client.getDatabase(uri.getDatabase() == null ? "flexcoop" : uri.getDatabase());
    }

    MongoCollection<Document> own() {
        return database.getCollection(OWN);
    }

    /** A collection of the middleware. */
    MongoCollection<Document> collection(String name) {
        return database.getCollection(name);
    }

    void dropOwn() {
        own().drop();
    }

    /** Devices behind the boxes. */
    List<String> devices(List<String> venIds) {
        return database.getCollection("data_points")
                .distinct("device_id", Filters.in("ven_id", venIds), String.class)
                .into(new ArrayList<>());
    }

    /** Whether samples of the devices are on their way through the routes. */
    boolean isUnderWay(List<String> devices) {
        // the first condition has a small index of its own
        Bson pending = Filters.and(Filters.exists("pending.not_before"), Filters.in("device_id", devices));
        return List.of("telemetry_raw", "telemetry_pending").stream()
                .anyMatch(name -> database.getCollection(name).find(pending).first() != null);
    }

    /** Removes what the boxes sent and what became of it. */
    void forget(List<String> venIds, List<String> devices) {
        BY_DEVICE.forEach(name -> database.getCollection(name).deleteMany(Filters.in("device_id", devices)));
        BY_BOX.forEach(name -> database.getCollection(name).deleteMany(Filters.in("ven_id", venIds)));
    }

    void drop(String collection) {
        database.getCollection(collection).drop();
    }

    Figure inserts(Load load, int threads, Readings readings) throws Exception {
        MongoCollection<Document> own = own();
        return load.withoutMiddleware()
                .run(
                        "REST",
                        "  plain driver: insert, w majority, j true",
                        threads,
                        number -> () -> own.insertOne(readings.document()));
    }

    Figure finds(Load load, int threads, int pages) throws Exception {
        MongoCollection<Document> own = own();
        return load.withoutMiddleware().run("REST", "  plain driver: find of 25", threads, number -> new Load.Client() {
            private int page = number;

            @Override
            public void request() {
                page = (page + 1) % pages;
                List<Document> found = own.find().skip(page * 25).limit(25).into(new ArrayList<>(25));
                if (found.size() != 25) {
                    throw new IllegalStateException("Found %d documents instead of 25".formatted(found.size()));
                }
            }
        });
    }

    Figure updates(Load load, int threads, Readings readings) throws Exception {
        MongoCollection<Document> own = own();
        return load.withoutMiddleware().run("REST", "  plain driver: update if unchanged", threads, number -> {
            Document mine = readings.document().append("_etag", "0");
            own.insertOne(mine);
            return new Load.Client() {
                private long version;

                @Override
                public void request() {
                    long changed = own.updateOne(
                                    Filters.and(
                                            Filters.eq("_id", mine.get("_id")),
                                            Filters.eq("_etag", Long.toString(version))),
                                    Updates.combine(
                                            Updates.set("kwh", version * 0.001),
                                            Updates.set("_etag", Long.toString(version + 1))))
                            .getModifiedCount();
                    version++;
                    if (changed != 1) {
                        throw new IllegalStateException("The document was not the one that was last written");
                    }
                }
            };
        });
    }

    @Override
    public void close() {
        client.close();
    }
}
