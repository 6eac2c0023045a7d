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
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;

/** MongoDB as its plain driver sees it: where the middleware put things, and a collection of the bench for comparison. */
final class StoredSide implements AutoCloseable {
    /** Samples, with the mark of those that are not part of a 15-minute document yet. */
    static final String RAW = "telemetry_raw";
    /** Marks of documents that are not in HBase yet. */
    static final String LONG_TERM = "telemetry_pending";

    private static final String OWN = "bench_peer";
    /** Collections of the middleware whose documents carry the id of a box or of a device behind it. */
    private static final List<String> BY_BOX = List.of(
            RAW, "data_points", "devices", "der", "map_id", "report_offer", "report_subscription", "ven_outbox");

    private static final List<String> BY_DEVICE = List.of("meter", LONG_TERM);

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

    MongoClient client() {
        return client;
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

    /** Whether one of the two routes has work left for the devices. */
    boolean isPending(String collection, List<String> devices) {
        return database.getCollection(collection).find(pending(devices)).first() != null;
    }

    /** Ranges of the devices that wait: hours of devices that hold new samples or documents. */
    long countPending(String collection, List<String> devices) {
        return database.getCollection(collection).countDocuments(pending(devices));
    }

    private static Bson pending(List<String> devices) {
        // the first condition has a small index of its own
        return Filters.and(Filters.exists("pending.not_before"), Filters.in("device_id", devices));
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
                        RestLoad.SECTION,
                        "  plain driver: insert, w majority, j true",
                        threads,
                        number -> () -> own.insertOne(readings.document()));
    }

    Figure bulks(Load load, int threads, Readings readings) throws Exception {
        MongoCollection<Document> own = own();
        return load.withoutMiddleware()
                .run(
                        RestLoad.SECTION,
                        "  plain driver: insert of %d".formatted(RestLoad.BULK),
                        threads,
                        number -> () -> {
                            List<Document> documents = new ArrayList<>(RestLoad.BULK);
                            for (int i = 0; i < RestLoad.BULK; i++) {
                                documents.add(readings.document());
                            }
                            own.insertMany(documents);
                        });
    }

    Figure finds(Load load, int threads, String account) throws Exception {
        MongoCollection<Document> own = own();
        return load.withoutMiddleware()
                .run(
                        RestLoad.SECTION,
                        "  plain driver: find of %d, without total".formatted(RestLoad.PAGE),
                        threads,
                        number -> new Load.Client() {
                            private int next = number;

                            @Override
                            public void request() {
                                Bson filter = Filters.and(
                                        Filters.eq("account_id", account),
                                        Filters.eq("device_id", Readings.device(next)));
                                int page = next++ % (RestLoad.OF_A_DEVICE / RestLoad.PAGE);
                                List<Document> found = own.find(filter)
                                        .sort(Sorts.ascending("_id"))
                                        .skip(page * RestLoad.PAGE)
                                        .limit(RestLoad.PAGE)
                                        .into(new ArrayList<>(RestLoad.PAGE));
                                if (found.size() != RestLoad.PAGE) {
                                    throw new IllegalStateException(
                                            "Found %d documents instead of %d".formatted(found.size(), RestLoad.PAGE));
                                }
                            }
                        });
    }

    Figure updates(Load load, int threads, Readings readings) throws Exception {
        MongoCollection<Document> own = own();
        return load.withoutMiddleware()
                .run(RestLoad.SECTION, "  plain driver: update if unchanged", threads, number -> {
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
