package eu.flexcoop.middleware.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import com.mongodb.client.model.Indexes;
import org.bson.Document;

/**
 * The requests of {@link RestLoad} at RESTHeart, on the same MongoDB with the same documents and index, from the same load generator.
 * RESTHeart does less: no token, no row filter, no total and no validation.
 */
final class RestHeartSpeed {
    private static final byte[] NOTHING = new byte[0];
    static final String SECTION = "REST beside RESTHeart";
    private static final String NAME = "RESTHeart: ";

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
        show.accept(run("POST, not validated", (client, number, round) -> client.post(json(), 201)));
        show.accept(run(
                "POST of %d, not validated".formatted(RestLoad.BULK),
                (client, number, round) -> client.post(bulk(), 200)));
    }

    /** How much more or less CPU it takes than the middleware, for the rows that both have. */
    List<Figure> ratios(List<Figure> theirs, List<Figure> ours) {
        List<Figure> ratios = new ArrayList<>();
        for (Figure each : theirs) {
            String request = each.name().substring(NAME.length()).split(",")[0];
            ours.stream()
                    .filter(own -> own.section().equals(RestLoad.SECTION)
                            && own.name().split(",")[0].equals(request))
                    .findFirst()
                    .ifPresent(own -> ratios.add(Figure.plain(
                            SECTION,
                            request + ": CPU of RESTHeart / ours",
                            each.cpuPer1000().orElse(Double.NaN)
                                    / own.cpuPer1000().orElse(Double.NaN),
                            "x",
                            String.format(
                                    Locale.ROOT,
                                    "ours: %.3f CPU s per 1000, %.0f/s, p50 %.1f ms, p99 %.1f ms",
                                    own.cpuPer1000().orElse(Double.NaN),
                                    own.value(),
                                    own.latency().map(Figure.Latency::p50).orElse(Double.NaN),
                                    own.latency().map(Figure.Latency::p99).orElse(Double.NaN)))));
        }
        return ratios;
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

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private interface Request {
        void send(Client client, int number, long round) throws IOException;
    }

    private Figure run(String name, Request request) throws Exception {
        return load.run(SECTION, NAME + name, plan.clients(), number -> {
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

        void post(byte[] body, int wanted) throws IOException {
            connection
                    .send("POST", path, Map.of("Content-Type", "application/json"), body)
                    .expect(wanted);
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
