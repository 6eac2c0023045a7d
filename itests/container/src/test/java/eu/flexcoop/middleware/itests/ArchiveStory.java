package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.ConnectionString;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import org.bson.Document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Exports over HTTP of rows of which the older ones have left MongoDB, as the retention does it after years. */
final class ArchiveStory {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(120);
    /** Of a collection that no other story looks at. */
    private static final String RESOURCE = "indoor_sensing";

    private static final Instant FIRST = Instant.parse("2026-02-03T00:00:00Z");
    private static final Instant BOUNDARY = Instant.parse("2026-02-04T12:00:00Z");
    private static final int ROWS = 3 * 96;

    private final Middleware middleware;
    private final String token;
    private final String account = UUID.randomUUID().toString();

    ArchiveStory(Middleware middleware, String token) {
        this.middleware = middleware;
        this.token = token;
    }

    void rowsThatLeftTheDatabaseAreExportedWithTheOthers() throws Exception {
        assertThat(middleware.post("/1/metering_amon_measures", token, upload()).statusCode())
                .isEqualTo(200);
        String all = "?where={\"account_id\":\"%s\"}".formatted(account);
        await("the documents").atMost(SOON).until(() -> ndjson(all).size() == ROWS);
        String device = JSON.readTree(ndjson(all).get(0)).get("device_id").asText();
        await("their values in HBase").atMost(SOON).until(() -> samples(device) == ROWS);
        Map<String, String> before = answers(device);
        assertThat(before.get("NDJSON, all").lines()).hasSize(ROWS);
        assertThat(before.get("CSV, all").lines()).hasSize(ROWS + 1);
        assertThat(before.get("CSV, page").lines()).hasSize(31);

        removeOldRows();

        assertThat(answers(device)).isEqualTo(before);
        HttpResponse<String> unbounded = get(RESOURCE + "?sort=timestamp", "text/csv");
        assertThat(unbounded.statusCode()).isEqualTo(400);
        assertThat(unbounded.body()).contains("device_id");
    }

    private String upload() {
        List<String> measurements = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            measurements.add("{\"timestamp\": \"%s\", \"type\": \"temperatureAir\", \"value\": %s}"
                    .formatted(FIRST.plus(Duration.ofMinutes(15L * i)), 18 + i % 50 / 10.0));
        }
        return """
                {"deviceId": "archived", "companyId": "3230658933", "account_id": "%s", "aggregator_id": "coop.example",
                 "readings": [{"type": "temperatureAir", "period": "INSTANT", "unit": "C"}],
                 "measurements": [%s]}
                """
                .formatted(account, String.join(",", measurements));
    }

    /** The same queries in each form: everything, and a page of what a filter leaves, in the other order. */
    private Map<String, String> answers(String device) throws Exception {
        String all = "?sort=timestamp&where={\"device_id\":\"%s\"}".formatted(device);
        String page =
                "?sort=-timestamp&max_results=30&page=4&where={\"device_id\":\"%s\",\"temperature\":{\"$gt\":19.5}}"
                        .formatted(device);
        Map<String, String> answers = new LinkedHashMap<>();
        for (Map.Entry<String, String> form :
                Map.of("CSV", "text/csv", "NDJSON", "application/x-ndjson").entrySet()) {
            answers.put(form.getKey() + ", all", body(RESOURCE + all, form.getValue()));
            answers.put(form.getKey() + ", page", body(RESOURCE + page, form.getValue()));
        }
        answers.put(
                "JSON, page",
                JSON.readTree(body(RESOURCE + page, "application/json"))
                        .get("_items")
                        .toString());
        return answers;
    }

    private List<String> ndjson(String query) throws Exception {
        return body(RESOURCE + query, "application/x-ndjson").lines().toList();
    }

    private long samples(String device) throws Exception {
        String where =
                """
                {"device_id":"%s","metric":"temperature","timestamp":{"$gte":"2026-02-03T00:00:00.000000Z",\
                "$lt":"2026-02-06T00:00:00.000000Z"}}"""
                        .formatted(device);
        return body("sample?where=" + where, "application/x-ndjson").lines().count();
    }

    private String body(String address, String form) throws Exception {
        HttpResponse<String> answer = get(address, form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> get(String address, String form) throws Exception {
        int where = address.indexOf("where=");
        String encoded = where < 0
                ? address
                : address.substring(0, where + 6)
                        + URLEncoder.encode(address.substring(where + 6), StandardCharsets.UTF_8);
        return middleware.send(middleware
                .request("/1/" + encoded, token)
                .header("Accept", form)
                .GET()
                .build());
    }

    /** The boundary first; nodes read it anew within half a minute, then the rows before it are deleted. */
    private void removeOldRows() throws IOException {
        ConnectionString address =
                new ConnectionString(Files.readString(middleware.data().resolve("run/mongodb.uri")));
        try (MongoClient client = MongoClients.create(address)) {
            MongoDatabase database = client.getDatabase(address.getDatabase());
            database.getCollection("telemetry_archive")
                    .insertOne(new Document("_id", RESOURCE)
                            .append("before", Date.from(BOUNDARY))
                            .append("since", new Date()));
            await("the boundary to be known")
                    .atMost(SOON)
                    .until(() -> get(RESOURCE + "?sort=timestamp", "text/csv").statusCode() == 400);
            assertThat(database.getCollection(RESOURCE)
                            .deleteMany(Filters.and(
                                    Filters.eq("account_id", account), Filters.lt("timestamp", Date.from(BOUNDARY))))
                            .getDeletedCount())
                    .isEqualTo(96 + 48);
        }
    }
}
