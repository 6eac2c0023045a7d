package eu.flexcoop.middleware.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import com.mongodb.client.model.Indexes;
import org.bson.Document;

/**
 * The requests of {@link RestLoad} at RESTHeart, on the same MongoDB with the same documents and index, from the same load generator.
 * RESTHeart does less: no token, no row filter and no total; it validates only in the measurement that says so.
 */
final class RestHeartSpeed {
    private static final byte[] NOTHING = new byte[0];
    private static final String SCHEMA = "/_schemas/bench_reading";

    private final PeerProcess peer;
    private final StoredSide stored;
    private final Readings readings;
    private final Plan plan;
    private final Load load;
    private final String path;

    /** @param ours with which REST was measured */
    RestHeartSpeed(PeerProcess peer, StoredSide stored, Readings readings, Plan plan, Load ours) {
        this.peer = peer;
        this.stored = stored;
        this.readings = readings;
        this.plan = plan;
        this.load = new Load(ours.warmUp(), ours.measured(), List.of(peer.pid()), ours.database());
        this.path = "/" + stored.own().getNamespace().getCollectionName();
    }

    /** @param show gets each figure as soon as it is known */
    void measure(Consumer<Figure> show) throws Exception {
        List<String> ids = fill();
        show.accept(run(
                "GET %d of %d by filter, without total".formatted(RestLoad.PAGE, RestLoad.OF_A_DEVICE), this::list));
        show.accept(run(
                "GET item",
                (client, number, round) ->
                        client.get(path + '/' + ids.get((int) ((number + 7 * round) % ids.size())))));
        show.accept(run("POST, not validated", (client, number, round) -> client.write("POST", path, json(), 201)));
        Request bulk = (client, number, round) -> client.write("POST", path, bulk(), 200);
        show.accept(run("POST of %d, not validated".formatted(RestLoad.BULK), bulk));
        try {
            validate();
            show.accept(run("POST of %d, with JSON Schema".formatted(RestLoad.BULK), bulk));
        } finally {
            // its own, beside the documents
            List.of("_schemas", "_properties").forEach(stored::drop);
        }
    }

    private List<String> fill() {
        stored.dropOwn();
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < Readings.DEVICES * RestLoad.OF_A_DEVICE; i++) {
            documents.add(readings.document());
        }
        stored.own().insertMany(documents);
        stored.own().createIndex(Indexes.ascending("account_id", "device_id", "_id"));
        return documents.stream()
                .map(each -> each.getObjectId("_id").toHexString())
                .toList();
    }

    private void list(Client client, int number, long round) throws IOException {
        String filter = "{\"account_id\":\"%s\",\"device_id\":\"%s\"}"
                .formatted(plan.account(), Readings.device(number + round));
        long page = (number + round) % (RestLoad.OF_A_DEVICE / RestLoad.PAGE) + 1;
        HttpAnswer answer = client.get("%s?filter=%s&sort=%s&pagesize=%d&page=%d"
                .formatted(path, encoded(filter), encoded("{\"_id\":1}"), RestLoad.PAGE, page));
        if (answer.body().length < RestLoad.PAGE * 100) {
            throw new IOException("The page is not full: " + new String(answer.body(), StandardCharsets.UTF_8));
        }
    }

    private byte[] json() {
        return readings.document().toJson().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] bulk() {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (int i = 0; i < RestLoad.BULK; i++) {
            list.write(i == 0 ? '[' : ',');
            list.writeBytes(json());
        }
        list.write(']');
        return list.toByteArray();
    }

    /** The rules of {@link Readings#definition()} as far as JSON Schema has them. */
    private void validate() throws IOException {
        String schema =
                """
                {"$schema": "http://json-schema.org/draft-04/schema#", "type": "object",
                 "properties": {
                   "_id": {}, "_etag": {}, "device_id": {"type": "string", "pattern": "^[0-9a-fA-F-]{36}$"},
                   "account_id": {"type": "string", "pattern": "^[0-9a-fA-F-]{36}$"},
                   "aggregator_id": {"type": "string", "minLength": 3, "maxLength": 256},
                   "device_class": {"type": "string", "enum": ["otherLoad", "pvDevice"]},
                   "timestamp": {"type": "object"}, "kwh": {"type": "number", "minimum": 0},
                   "verified_kwh": {"type": "boolean"}},
                 "additionalProperties": false,
                 "required": ["device_id", "account_id", "aggregator_id", "device_class", "timestamp"]}
                """;
        try (Client client = new Client()) {
            client.write("PUT", "/_schemas", "{}".getBytes(StandardCharsets.UTF_8), 201);
            client.write("PUT", SCHEMA, schema.getBytes(StandardCharsets.UTF_8), 201);
            client.write(
                    "PUT",
                    path,
                    "{\"jsonSchema\": {\"schemaId\": \"bench_reading\"}}".getBytes(StandardCharsets.UTF_8),
                    200);
            HttpAnswer refused = client.send("POST", path, "{\"kwh\": -1}".getBytes(StandardCharsets.UTF_8));
            if (refused.status() != 400) {
                throw new IOException("A document that breaks the schema is answered with " + refused.status());
            }
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private interface Request {
        void send(Client client, int number, long round) throws IOException;
    }

    private Figure run(String name, Request request) throws Exception {
        return load.run(RestLoad.SECTION, "RESTHeart: " + name, plan.clients(), number -> {
            Client client = new Client();
            return new Load.Client() {
                private long round;

                @Override
                public void request() throws IOException {
                    request.send(client, number, round++);
                }

                @Override
                public void close() {
                    client.close();
                }
            };
        });
    }

    /** One connection. */
    private final class Client implements AutoCloseable {
        private final KeepAlive connection = new KeepAlive(peer.root(), Optional.empty());

        HttpAnswer get(String target) throws IOException {
            return connection
                    .send("GET", target, Map.of("Accept", "application/json"), NOTHING)
                    .expect(200);
        }

        void write(String method, String target, byte[] body, int wanted) throws IOException {
            send(method, target, body).expect(wanted);
        }

        HttpAnswer send(String method, String target, byte[] body) throws IOException {
            return connection.send(method, target, Map.of("Content-Type", "application/json"), body);
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
