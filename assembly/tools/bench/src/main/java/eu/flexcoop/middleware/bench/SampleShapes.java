package eu.flexcoop.middleware.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.UpdateManyModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;

/**
 * Compares ways to store samples in MongoDB (docs/adr/0016): one reading per minute of each of many devices, each sample as
 * durable and marked as pending, up to the point where the samples of a quarter hour of a device can be read together. Uses
 * the plain driver on an otherwise idle server; the CPU time of the server is the figure that other load disturbs least.
 */
public final class SampleShapes {
    private static final String USAGE =
            "SampleShapes mongodb://host:port/database <devices> <minutes> <reports per durable write>";
    private static final Instant START = Instant.parse("2026-11-26T00:00:00Z");
    private static final BulkWriteOptions ANY_ORDER = new BulkWriteOptions().ordered(false);
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private final MongoClient client;
    private final MongoDatabase database;
    private final List<String> devices;
    private final int minutes;
    private final int group;

    private SampleShapes(MongoClient client, String database, int devices, int minutes, int group) {
        this.client = client;
        this.database = client.getDatabase(database);
        this.devices = IntStream.range(0, devices)
                .mapToObj(number -> new UUID(number * 0x9E3779B97F4A7C15L, number).toString())
                .toList();
        this.minutes = minutes;
        this.group = group;
    }

    public static void main(String... arguments) {
        if (arguments.length != 4) {
            System.err.println(USAGE);
            System.exit(2);
        }
        ConnectionString uri = new ConnectionString(arguments[0]);
        MongoClientSettings settings = MongoClientSettings.builder()
                .applyConnectionString(uri)
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .build();
        try (MongoClient client = MongoClients.create(settings)) {
            SampleShapes shapes = new SampleShapes(
                    client,
                    uri.getDatabase(),
                    Integer.parseInt(arguments[1]),
                    Integer.parseInt(arguments[2]),
                    Integer.parseInt(arguments[3]));
            System.out.printf(
                    "%-52s %12s %12s %14s %12s%n", "per sample", "server µs", "client µs", "disk+index B", "samples/s");
            shapes.measure("document per value, mark in a collection", shapes.new PerValue());
            shapes.measure("bucket per device, metric, hour, mark in a collection", shapes.new BucketAndMark());
            shapes.measure("bucket per device and hour, mark within", shapes.new BucketWithMark());
            shapes.measure("log of reports, folded into buckets", shapes.new Log());
        }
    }

    /** One way to store samples. */
    private interface Shape {
        void prepare();

        /** Stores one report of each of the devices durably. */
        void store(List<String> reporting, Instant at, double value);

        /** At the end of each quarter hour, where something is left to be done before its samples can be read. */
        default void fold(Instant quarterHour) {}

        List<String> collections();
    }

    private void measure(String name, Shape shape) {
        shape.collections().forEach(each -> database.getCollection(each).drop());
        shape.prepare();
        long server = database.runCommand(new Document("serverStatus", 1)).getLong("pid");
        long own = ProcessHandle.current().pid();
        double serverBefore = ProcessFigures.cpuSeconds(server);
        double clientBefore = ProcessFigures.cpuSeconds(own);
        long began = System.nanoTime();
        for (int minute = 0; minute < minutes; minute++) {
            Instant at = START.plus(Duration.ofMinutes(minute));
            for (int from = 0; from < devices.size(); from += group) {
                shape.store(devices.subList(from, Math.min(devices.size(), from + group)), at, minute * 0.01);
            }
            if (minute % 15 == 14) {
                shape.fold(at.minus(Duration.ofMinutes(14)));
            }
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        client.getDatabase("admin").runCommand(new Document("fsync", 1));
        double samples = (double) devices.size() * minutes;
        double serverCpu = ProcessFigures.cpuSeconds(server) - serverBefore;
        double clientCpu = ProcessFigures.cpuSeconds(own) - clientBefore;
        double bytes = shape.collections().stream()
                .map(each -> database.runCommand(new Document("collStats", each)))
                .mapToDouble(stats -> number(stats, "storageSize") + number(stats, "totalIndexSize"))
                .sum();
        System.out.printf(
                "%-52s %12.1f %12.1f %14.1f %12.0f%n",
                name, serverCpu * 1e6 / samples, clientCpu * 1e6 / samples, bytes / samples, samples / seconds);
        shape.collections().forEach(each -> database.getCollection(each).drop());
    }

    private static double number(Document stats, String field) {
        return ((Number) stats.get(field, (Object) 0)).doubleValue();
    }

    private MongoCollection<Document> collection(String name) {
        return database.getCollection(name);
    }

    private static Document owner(String device) {
        return new Document("ven_id", device)
                .append("account_id", device)
                .append("aggregator_id", "coop.example")
                .append("device_class", "prosumerDeviceMetering");
    }

    private static Document mark(Instant at, Document update, String prefix) {
        Date date = Date.from(at);
        return update.append(
                        "$min",
                        new Document(prefix + "from", date)
                                .append(prefix + "since", date)
                                .append(prefix + "not_before", quarterEnd(at)))
                .append("$max", new Document(prefix + "to", Date.from(at.plusMillis(1))))
                .append("$currentDate", new Document(prefix + "revision", new Document("$type", "timestamp")));
    }

    private static Date quarterEnd(Instant at) {
        return Date.from(Instant.ofEpochSecond(at.getEpochSecond() / 900 * 900 + 960));
    }

    private static long hour(Instant at) {
        return at.getEpochSecond() / 3600;
    }

    private static WriteModel<Document> upsert(String id, Document update) {
        return new UpdateManyModel<>(new Document("_id", id), update, UPSERT);
    }

    /** As the foundation did it: a document of 12 fields per value, then a mark. */
    private final class PerValue implements Shape {
        @Override
        public List<String> collections() {
            return List.of("shape_value", "shape_value_pending");
        }

        @Override
        public void prepare() {
            collection("shape_value")
                    .createIndex(
                            new Document("device_id", 1).append("metric", 1).append("at", 1));
            collection("shape_value_pending").createIndex(new Document("stage", 1).append("rev", 1));
        }

        @Override
        public void store(List<String> reporting, Instant at, double value) {
            List<Document> documents = new ArrayList<>();
            List<WriteModel<Document>> marks = new ArrayList<>();
            for (String device : reporting) {
                Document document = new Document("_id", device + "/meterKwh/" + at.toEpochMilli());
                document.putAll(owner(device));
                documents.add(document.append("rid", "meter_1_Home_Hall_prosumerDeviceMetering_1_meterKwh")
                        .append("device_id", device)
                        .append("metric", "meter_kwh")
                        .append("at", Date.from(at))
                        .append("duration_ms", 0L)
                        .append("value", value)
                        .append("cumulative", true));
                Document mark = new Document("$setOnInsert", new Document("stage", "q").append("device_id", device));
                mark.append("$min", new Document("from", Date.from(at)))
                        .append("$max", new Document("to", Date.from(at.plusMillis(1))))
                        .append("$currentDate", new Document("rev", new Document("$type", "timestamp")));
                marks.add(upsert("q/" + device + '/' + hour(at), mark));
            }
            collection("shape_value").insertMany(documents);
            collection("shape_value_pending").bulkWrite(marks, ANY_ORDER);
        }
    }

    private final class BucketAndMark implements Shape {
        @Override
        public List<String> collections() {
            return List.of("shape_metric_bucket", "shape_metric_bucket_pending");
        }

        @Override
        public void prepare() {
            collection("shape_metric_bucket_pending").createIndex(new Document("not_before", 1));
        }

        @Override
        public void store(List<String> reporting, Instant at, double value) {
            List<WriteModel<Document>> samples = new ArrayList<>();
            List<WriteModel<Document>> marks = new ArrayList<>();
            for (String device : reporting) {
                Document set = owner(device).append("values." + at.toEpochMilli() % 3_600_000, value);
                samples.add(upsert(
                        hour(at) + "/" + device + "/meter_kwh",
                        new Document("$set", set).append("$setOnInsert", new Document("device_id", device))));
                marks.add(upsert(hour(at) + "/" + device, mark(at, new Document(), "")));
            }
            collection("shape_metric_bucket").bulkWrite(samples, ANY_ORDER);
            collection("shape_metric_bucket_pending").bulkWrite(marks, ANY_ORDER);
        }
    }

    private final class BucketWithMark implements Shape {
        @Override
        public List<String> collections() {
            return List.of("shape_bucket");
        }

        @Override
        public void prepare() {
            prepareBuckets("shape_bucket");
        }

        @Override
        public void store(List<String> reporting, Instant at, double value) {
            collection("shape_bucket")
                    .bulkWrite(
                            reporting.stream()
                                    .map(device -> bucket(
                                            device,
                                            at,
                                            owner(device)
                                                    .append(
                                                            "registers.meter_kwh." + at.toEpochMilli() % 3_600_000,
                                                            value)))
                                    .toList(),
                            ANY_ORDER);
        }
    }

    private void prepareBuckets(String name) {
        collection(name)
                .createIndex(
                        new Document("pending.not_before", 1),
                        new IndexOptions()
                                .partialFilterExpression(
                                        new Document("pending.not_before", new Document("$exists", true))));
    }

    private static WriteModel<Document> bucket(String device, Instant at, Document set) {
        Document update = new Document("$set", set).append("$setOnInsert", new Document("device_id", device));
        return upsert(hour(at) + "/" + device, mark(at, update, "pending."));
    }

    /** One document per report; a route folds those of a quarter hour into buckets and removes them. */
    private final class Log implements Shape {
        @Override
        public List<String> collections() {
            return List.of("shape_log", "shape_log_bucket");
        }

        @Override
        public void prepare() {
            prepareBuckets("shape_log_bucket");
        }

        @Override
        public void store(List<String> reporting, Instant at, double value) {
            collection("shape_log")
                    .insertMany(reporting.stream()
                            .map(device -> new Document(
                                            "_id",
                                            quarterEnd(at).getTime() / 1000 + "/" + device + "/" + at.getEpochSecond())
                                    .append("ven_id", device)
                                    .append(
                                            "samples",
                                            List.of(new Document("d", device)
                                                    .append("m", "meter_kwh")
                                                    .append("t", Date.from(at))
                                                    .append("v", value))))
                            .toList());
        }

        @Override
        public void fold(Instant quarterHour) {
            long key = quarterEnd(quarterHour).getTime() / 1000;
            for (int from = 0; from < devices.size(); from += 100) {
                List<WriteModel<Document>> buckets = new ArrayList<>();
                List<WriteModel<Document>> removals = new ArrayList<>();
                for (String device : devices.subList(from, Math.min(devices.size(), from + 100))) {
                    Document reports = new Document(
                            "_id",
                            new Document("$gte", key + "/" + device + "/").append("$lt", key + "/" + device + "0"));
                    Document set = owner(device);
                    collection("shape_log").find(reports).forEach(report -> report.getList("samples", Document.class)
                            .forEach(sample -> set.append(
                                    "registers.meter_kwh." + sample.getDate("t").getTime() % 3_600_000,
                                    sample.getDouble("v"))));
                    buckets.add(bucket(device, quarterHour, set));
                    removals.add(new DeleteManyModel<>(reports));
                }
                collection("shape_log_bucket").bulkWrite(buckets, ANY_ORDER);
                collection("shape_log").bulkWrite(removals, ANY_ORDER);
            }
        }
    }
}
