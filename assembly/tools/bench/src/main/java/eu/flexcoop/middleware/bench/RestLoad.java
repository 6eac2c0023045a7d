package eu.flexcoop.middleware.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Requests of a prosumer to a resource whose rows are limited to his own, each client over its own connection with the same token.
 */
final class RestLoad {
    static final String SECTION = "REST";
    /** Documents of each device that the reads find. */
    static final int OF_A_DEVICE = 100;

    static final int PAGE = 25;
    static final int BULK = 100;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = new byte[0];
    private static final String PATH = "/1/" + Readings.RESOURCE;
    private static final String ETAG = "etag";

    private final Load load;
    private final URI root;
    private final String token;
    private final int clients;
    private final Readings readings;
    private List<String> ids = List.of();

    /** @param token of the prosumer */
    RestLoad(Load load, URI root, String token, int clients, Readings readings) {
        this.load = load;
        this.root = root;
        this.token = token;
        this.clients = clients;
        this.readings = readings;
    }

    /** Stores what the reads are to find. */
    void fill() throws IOException {
        List<String> stored = new ArrayList<>();
        try (KeepAlive connection = connection()) {
            for (int bulk = 0; bulk < Readings.DEVICES * OF_A_DEVICE / BULK; bulk++) {
                HttpAnswer answer =
                        connection.send("POST", PATH, sending(), bulk()).expect(201);
                JSON.readTree(answer.body())
                        .path("_items")
                        .forEach(item -> stored.add(item.path("_id").asText()));
            }
        }
        ids = List.copyOf(stored);
    }

    private byte[] bulk() throws IOException {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        list.write('[');
        for (int i = 0; i < BULK; i++) {
            list.write(i == 0 ? NOTHING : ",".getBytes(StandardCharsets.US_ASCII));
            list.write(readings.json());
        }
        list.write(']');
        return list.toByteArray();
    }

    /** With the total of the documents that the filter selects. */
    Figure lists() throws Exception {
        return load.run(
                SECTION,
                "GET %d of %d by filter, with total".formatted(PAGE, OF_A_DEVICE),
                clients,
                number -> new RestClient() {
                    private int next = number;

                    @Override
                    public void request() throws IOException {
                        String where = URLEncoder.encode(
                                "{\"device_id\":\"%s\"}".formatted(Readings.device(next)), StandardCharsets.UTF_8);
                        int page = next++ % (OF_A_DEVICE / PAGE) + 1;
                        send(
                                "GET",
                                "%s?where=%s&max_results=%d&page=%d".formatted(PATH, where, PAGE, page),
                                reading(),
                                NOTHING,
                                200);
                    }
                });
    }

    Figure items() throws Exception {
        return load.run(SECTION, "GET item", clients, number -> new RestClient() {
            private int at = number;

            @Override
            public void request() throws IOException {
                at = (at + 7) % ids.size();
                send("GET", PATH + '/' + ids.get(at), reading(), NOTHING, 200);
            }
        });
    }

    Figure posts() throws Exception {
        return load.run(SECTION, "POST", clients, number -> new RestClient() {
            @Override
            public void request() throws IOException {
                send("POST", PATH, sending(), readings.json(), 201);
            }
        });
    }

    Figure bulks() throws Exception {
        return load.run(SECTION, "POST of %d".formatted(BULK), clients, number -> new RestClient() {
            @Override
            public void request() throws IOException {
                send("POST", PATH, sending(), bulk(), 201);
            }
        });
    }

    /** Each client changes a document of its own again and again, with the ETag of its last answer. */
    Figure patches() throws Exception {
        return load.run(SECTION, "PATCH with If-Match", clients, number -> new RestClient() {
            private String etag = "";
            private long version;

            @Override
            public void request() throws IOException {
                String item = PATH + '/' + ids.get(number);
                if (etag.isEmpty()) {
                    etag = send("GET", item, reading(), NOTHING, 200).header(ETAG);
                }
                byte[] change =
                        "{\"kwh\":%s}".formatted(version++ % 1000 * 0.001).getBytes(StandardCharsets.US_ASCII);
                Map<String, String> headers = Map.of(
                        "Authorization", "Bearer " + token, "Content-Type", "application/json", "If-Match", etag);
                try {
                    HttpAnswer answer = send("PATCH", item, headers, change, 200);
                    etag = answer.headers().containsKey(ETAG) ? answer.header(ETAG) : etagOf(answer);
                } catch (IOException e) {
                    etag = "";
                    throw e;
                }
            }
        });
    }

    private static String etagOf(HttpAnswer answer) throws IOException {
        JsonNode etag = JSON.readTree(answer.body()).path("_etag");
        return '"' + etag.asText() + '"';
    }

    /** Status of a GET of a resource; 0 if nobody answers. */
    static int status(KeepAlive connection, String resource, String token) {
        try {
            Map<String, String> headers = Map.of("Authorization", "Bearer " + token);
            return connection
                    .send("GET", "/1/" + resource + "?max_results=1", headers, NOTHING)
                    .status();
        } catch (IOException e) {
            return 0;
        }
    }

    private KeepAlive connection() {
        return new KeepAlive(root, Optional.empty());
    }

    private Map<String, String> reading() {
        return Map.of("Authorization", "Bearer " + token, "Accept", "application/json");
    }

    private Map<String, String> sending() {
        return Map.of("Authorization", "Bearer " + token, "Content-Type", "application/json");
    }

    /** A component as a client of a load. */
    private abstract class RestClient implements Load.Client {
        private final KeepAlive connection = connection();

        HttpAnswer send(String method, String path, Map<String, String> headers, byte[] body, int wanted)
                throws IOException {
            return connection.send(method, path, headers, body).expect(wanted);
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
