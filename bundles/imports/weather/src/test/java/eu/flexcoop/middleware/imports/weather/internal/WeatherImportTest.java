package eu.flexcoop.middleware.imports.weather.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.imports.api.FileRefusedException;
import eu.flexcoop.middleware.imports.api.ImportFile;
import eu.flexcoop.middleware.imports.api.ImportReport;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

@NeedsMongod
class WeatherImportTest {
    private static final Date TEN = Date.from(Instant.parse("2020-12-10T10:00:00Z"));

    private static PrivateMongod mongod;
    private static WeatherStore store;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() throws Exception {
        mongod = PrivateMongod.startOrSkip();
        store = new WeatherStore(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void anEmptyDatabase() {
        store.observations().deleteMany(new Document());
        store.forecasts().deleteMany(new Document());
    }

    private ImportReport take(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return new WeatherImport(store, "id, source").take(ImportFile.of(file));
    }

    private static List<Document> observations() {
        return store.observations().find().sort(new Document("_id", 1)).into(new ArrayList<>());
    }

    @Test
    void csvBecomesOneDocumentPerStationAndTime() throws Exception {
        ImportReport report = take(
                "all.csv",
                """
                stationId,time,lat,lon,temperature,humidity (%),pressure,windSpeed,windBearing,GHI,precipAccumulation
                leeds,2020-12-10T10:00:00Z,53.8,-1.55,5.5,80,1013,3,270,120,0
                leeds,2020-12-10T12:00:00+01:00,53.8,-1.55,6,,1013,3,270,120,0
                york,1607594400,53.96,-1.08,7,81,1012,3,270,120,0
                """);

        assertThat(report).isEqualTo(new ImportReport(3, 0, List.of()));
        assertThat(observations())
                .extracting(each -> each.getString("_id"))
                .containsExactly(
                        "leeds/2020-12-10T10:00:00Z", "leeds/2020-12-10T11:00:00Z", "york/2020-12-10T10:00:00Z");
        assertThat(observations().get(0))
                .containsEntry("stationId", "leeds")
                .containsEntry("time", TEN)
                .containsEntry("lat", 53.8)
                .containsEntry("temperature", 5.5)
                .containsEntry("humidity", 0.8)
                .containsEntry("windBearing", 270.0)
                .containsKeys("_created", "_updated");
        assertThat(observations().get(1)).doesNotContainKey("humidity");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"stationId\": \"leeds\", \"time\": \"2020-12-10T10:00:00\", \"temperature\": 5.5, \"id\": {\"a\": 1}}]",
                "{\"station\": \"leeds\", \"dt\": 1607594400, \"temperature\": \"5.5\", \"humidity\": null}",
                "{\"time\": \"2020-12-10 10:00:00\", \"temperature (F)\": 41.9}\n{\"time\": \"2020-12-10 11:00:00\", \"tempC\": 6}"
            })
    void jsonInAnyOfItsForms(String json) throws Exception {
        assertThat(take("leeds.json", json).refusals()).isEmpty();

        assertThat(observations().get(0)).containsEntry("stationId", "leeds").containsEntry("time", TEN);
        assertThat(observations().get(0).getDouble("temperature")).isEqualTo(5.5, within(1e-9));
    }

    @Test
    void whatIsTakenInAgainChangesNothingAndACorrectionReplacesItsVariablesOnly() throws Exception {
        String first = "time,temperature,pressure\n2020-12-10T10:00:00Z,5,1013\n";
        take("leeds.csv", first);
        take("leeds.csv", first);
        take("leeds.csv", "time,temperature\n2020-12-10T10:00:00Z,6\n2020-12-10T10:00:00Z,7\n");

        assertThat(observations()).singleElement().satisfies(each -> assertThat(each)
                .containsEntry("temperature", 7.0)
                .containsEntry("pressure", 1013.0));
    }

    @Test
    void forecastsGoToTheResourceOfThePlatform() throws Exception {
        take(
                "leeds.json",
                """
                {"stationId": "leeds", "lat": 53.8, "lon": -1.55, "time": "2020-12-10T10:00:00Z",
                 "temperature_0": 5, "temperature_48": 9, "GHI_12": 300, "summary_0": "Clear"}
                """);

        assertThat(observations()).isEmpty();
        assertThat(store.forecasts().find().first())
                .containsEntry("_id", "leeds/2020-12-10T10:00:00Z")
                .containsEntry("temperature_0", 5.0)
                .containsEntry("temperature_48", 9.0)
                .containsEntry("GHI_12", 300.0)
                .containsEntry("summary_0", "Clear");
    }

    @Test
    void aForecastThatIsPostedReplacesThatOfItsStationAndTime() {
        WeatherSources.Forecasts source = new WeatherSources.Forecasts(store);
        Document body = new Document("stationId", "leeds").append("time", TEN).append("temperature_0", 5.0);

        assertThat(source.create(Caller.ANONYMOUS, body)).containsEntry("_id", "leeds/2020-12-10T10:00:00Z");
        source.create(Caller.ANONYMOUS, new Document(body).append("temperature_0", 6.0));
        source.create(
                Caller.ANONYMOUS, new Document("lat", 53.8).append("lon", -1.5).append("time", TEN));

        assertThat(store.forecasts().find().into(new ArrayList<>()))
                .extracting(each -> each.get("stationId"), each -> each.get("temperature_0"))
                .containsExactlyInAnyOrder(tuple("leeds", 6.0), tuple("53.8,-1.5", null));
    }

    @Test
    void badRecordsAreNamedAndTheOthersStored() throws Exception {
        ImportReport report = take(
                "leeds.csv",
                """
                time,temperature,humidity,stationId
                2020-12-10T10:00:00Z,5,0.8,leeds
                yesterday,5,0.8,leeds
                2020-12-10T11:00:00Z,warm,0.8,leeds
                2020-12-10T12:00:00Z,5,80,leeds
                2020-12-10T13:00:00Z,,,leeds
                ,5,0.8,leeds
                2020-12-10T14:00:00Z,5,0.8,le/eds
                2020-12-10T15:00:00Z,NaN,0.8,leeds
                2020-12-10T16:00:00Z,6,0.8,leeds
                """);

        assertThat(report.accepted()).isEqualTo(2);
        assertThat(report.refused()).isEqualTo(7);
        assertThat(report.refusals())
                .extracting(each -> each.first() + ": " + each.reason())
                .satisfiesExactly(
                        each -> assertThat(each).contains("line 3: its time is neither"),
                        each -> assertThat(each).contains("line 4: temperature is not a number"),
                        each -> assertThat(each).contains("line 5: humidity is 80.0", "'humidity (%)'"),
                        each -> assertThat(each).contains("line 6: it has no value"),
                        each -> assertThat(each).contains("line 7: it has no time"),
                        each -> assertThat(each).contains("line 8: its station"),
                        each -> assertThat(each).contains("line 9: temperature is not a number"));
        assertThat(observations()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.csv | time,temprature\\n2020-12-10T10:00:00Z,5 | 'temprature' is unknown",
                "a.csv | time,temperature (furlongs)\\n2020-12-10T10:00:00Z,5 | its unit is",
                "a.csv | time,temperature_49\\n2020-12-10T10:00:00Z,5 | 'temperature_49' is unknown",
                "a.csv | time,temperature\\n2020-12-10T10:00:00Z,5,6 | Line 2",
                "a.json | [{\"time\": \"2020-12-10T10:00:00Z\", \"temperature\": 5}, 7] | a record is expected",
                "a.json | [{\"time\": \"2020-12-10T10:00:00Z\", \"temperature\": 5} | Line ",
                "a.json | {\"time\": \"2020-12-10T10:00:00Z\", \"temperature\": [5]} | neither a text nor a number",
                "a.csv.gz | time,temperature | decompressed"
            })
    void whatIsNotOfTheFormatLeavesNothingBehind(String name, String content, String reason) {
        assertThatThrownBy(() -> take(name, content.replace("\\n", "\n")))
                .isInstanceOf(FileRefusedException.class)
                .hasMessageContaining(reason);
        assertThat(observations()).isEmpty();
    }

    @Test
    void aRealYearGoesIn() {
        Path file = shared("uk-temperature-hourly.csv.gz");

        ImportReport report = new WeatherImport(store, "").take(ImportFile.of(file));

        assertThat(report.refusals()).isEmpty();
        assertThat(report.accepted())
                .isGreaterThan(20_000)
                .isEqualTo(observations().size());
        assertThat(observations().get(0))
                .containsEntry("stationId", "uk-temperature-hourly")
                .containsEntry("time", Date.from(Instant.parse("2020-04-01T01:00:00Z")))
                .containsEntry("temperature", 5.180084);
    }

    /** Skips the test where the platform's data is not beside the repository. */
    private static Path shared(String name) {
        Path parent = Path.of("").toAbsolutePath();
        while (parent != null && !Files.exists(parent.resolve("shared/data/" + name))) {
            parent = parent.getParent();
        }
        Assumptions.assumeTrue(parent != null, "Skipped: shared/data/" + name + " is not beside the repository");
        return parent.resolve("shared/data/" + name);
    }
}
