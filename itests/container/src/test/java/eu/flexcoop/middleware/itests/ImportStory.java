package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Partners upload measurements and drop files, which are seen over REST and in HBase. */
final class ImportStory {
    private static final Duration SOON = Duration.ofSeconds(120);
    private static final LocalDate DAY = LocalDate.parse("2026-02-03");
    private static final String UPLOADS = "/1/metering_amon_measures";

    private final Middleware middleware;
    private final String token;
    private final String account = UUID.randomUUID().toString();

    ImportStory(Middleware middleware, String token) {
        this.middleware = middleware;
        this.token = token;
    }

    private String upload(String device, double... energies) {
        List<String> measurements = new ArrayList<>();
        for (int i = 0; i < energies.length; i++) {
            Instant at = Instant.parse(DAY + "T10:00:00Z").plus(Duration.ofMinutes(15L * i));
            measurements.add("{\"timestamp\": \"%s\", \"type\": \"electricityConsumption\", \"value\": %s}"
                    .formatted(at, energies[i]));
        }
        return """
                {"deviceId": "%s", "companyId": "3230658933", "account_id": "%s", "aggregator_id": "coop.example",
                 "readings": [{"type": "electricityConsumption", "period": "INSTANT", "unit": "Wh"}],
                 "measurements": [%s]}
                """
                .formatted(device, account, String.join(",", measurements));
    }

    /** Over HTTP, by a component; a member may not. */
    void anUploadIsSeenOverRestAndInHBase() throws Exception {
        String upload = upload("over-http", 100, 200, 300, 400);
        assertThat(middleware
                        .post(UPLOADS, middleware.prosumerToken(account), upload)
                        .statusCode())
                .isEqualTo(403);
        assertThat(middleware.post(UPLOADS, "no.token.ofours", upload).statusCode())
                .isEqualTo(401);
        assertThat(middleware.get(UPLOADS, token).statusCode()).isEqualTo(405);

        var answer = middleware.post(UPLOADS, token, upload);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"measures_uploaded\":4", "\"readings_uploaded\":1");
        String device = awaitEnergy("over-http");
        String samples = MeterReadings.whereSamples(device, DAY, DAY.plusDays(1));
        await("the samples in HBase").atMost(SOON).untilAsserted(() -> assertThat(values("sample", samples, "value"))
                .containsExactly(0.1, 0.2, 0.3, 0.4));
        assertThat(values(
                        "meter", "{\"device_id\":\"%s\"}".formatted(device), "kwh", middleware.prosumerToken(account)))
                .hasSize(4);
        refusesWhatIsNotUnderstood();
    }

    private void refusesWhatIsNotUnderstood() throws Exception {
        var partly = middleware.post(UPLOADS, token, upload("over-http", 1).replace("2026-02-03T", "2026-02-33T"));
        assertThat(partly.statusCode()).as(partly.body()).isEqualTo(422);
        assertThat(partly.body()).contains("[0].measurements[0]", "timestamp is not ISO-8601");
        var malformed = middleware.post(UPLOADS, token, "{\"deviceId\": ");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.body()).contains("imports:file.refused", "Line 1");
        assertThat(middleware.get("/1/readings", token).body()).contains("electricityConsumption", "Wh");
    }

    /** A folder is configured while the container runs. */
    void droppedFilesAreTakenIn() throws Exception {
        Path folder = middleware.data().resolve("dropped");
        configure("amon", folder.resolve("amon"));
        configure("weather", folder.resolve("weather"));

        drop(folder.resolve("amon/day.json"), upload("in-a-file", 100, 200, 300, 400));
        drop(folder.resolve("amon/broken.json"), "[");
        drop(
                folder.resolve("weather/leeds.csv"),
                "time,temperature,humidity (%%)\n%sT10:00:00Z,5.5,80\n".formatted(DAY));
        drop(
                folder.resolve("weather/forecast.json"),
                "{\"stationId\": \"leeds\", \"time\": \"%sT10:00:00Z\", \"temperature_1\": 6.5}".formatted(DAY));

        awaitEnergy("in-a-file");
        awaitFile(folder.resolve("amon/done/day.json"));
        assertThat(awaitFile(folder.resolve("amon/failed/broken.json.reason.txt")))
                .content()
                .contains("Line 1");
        awaitFile(folder.resolve("weather/done/leeds.csv"));
        awaitFile(folder.resolve("weather/done/forecast.json"));
        String leeds = "{\"stationId\":\"leeds\"}";
        assertThat(values("weather_observation", leeds, "temperature")).containsExactly(5.5);
        assertThat(values("weather", leeds, "temperature_1")).containsExactly(6.5);
        var posted = middleware.post(
                "/1/weather",
                token,
                "{\"stationId\": \"leeds\", \"time\": \"%sT10:00:00.000000Z\", \"temperature_1\": 7.5}".formatted(DAY));
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        assertThat(values("weather", leeds, "temperature_1")).containsExactly(7.5);
        assertThat(middleware.shell("route:list").output())
                .contains("import-folder-itest-amon", "import-folder-itest-weather");
    }

    private void configure(String format, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                middleware
                        .home()
                        .resolve("etc/eu.flexcoop.middleware.routes.imports.folder-itest%s.cfg".formatted(format)),
                """
                name = itest-%s
                importer.target = (format=%s)
                folder = %s
                period = PT0.2S
                settled = PT0.2S
                """
                        .formatted(format, format, folder));
    }

    private static void drop(Path file, String content) throws IOException {
        Path draft = Files.writeString(file.resolveSibling(file.getFileName() + ".part"), content);
        Files.move(draft, file);
    }

    private static Path awaitFile(Path file) {
        await(file.toString()).atMost(SOON).until(() -> Files.exists(file));
        return file;
    }

    /** The device's id after its energies were seen. */
    private String awaitEnergy(String partners) {
        // a device is listed before it is registered
        await("the device " + partners).atMost(SOON).untilAsserted(() -> assertThat(devices(partners))
                .singleElement()
                .satisfies(each -> assertThat(each.hasNonNull("device_id")).isTrue()));
        String device = devices(partners).get(0).get("device_id").asText();
        await("the energies of " + partners).atMost(SOON).untilAsserted(() -> assertThat(
                        values("meter", "{\"device_id\":\"%s\"}".formatted(device), "kwh"))
                .containsExactlyInAnyOrder(0.1, 0.2, 0.3, 0.4));
        return device;
    }

    private List<JsonNode> devices(String partners) {
        try {
            JsonNode page = MeterReadings.page(
                    middleware,
                    token,
                    "amon_devices",
                    "{\"deviceId\":\"%s\",\"account_id\":\"%s\"}".formatted(partners, account),
                    1);
            return StreamSupport.stream(page.get("_items").spliterator(), false).toList();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Double> values(String resource, String where, String field) throws Exception {
        return values(resource, where, field, token);
    }

    private List<Double> values(String resource, String where, String field, String bearer) throws Exception {
        JsonNode page = MeterReadings.page(middleware, bearer, resource, where, 1);
        return StreamSupport.stream(page.get("_items").spliterator(), false)
                .map(each -> each.get(field).asDouble())
                .toList();
    }
}
