package eu.flexcoop.middleware.analytics.core.internal;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import eu.flexcoop.middleware.analytics.api.ModuleDescriptor;
import eu.flexcoop.middleware.analytics.spi.PlanKind;
import eu.flexcoop.middleware.analytics.spi.ResultRow;
import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Results of modules in a real database. */
@Timeout(60)
@NeedsMongod
class StoredResultsTest {
    private static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");
    private static final ModuleDescriptor MODULE = new ModuleDescriptor(
            "peak", "Peak", List.of("kwh"), List.of("device_id", "date"), PlanKind.SERIES, "default", Map.of());

    private static PrivateMongod mongod;

    private final KnownDevices devices = new KnownDevices();
    private MongoCollection<Document> collection;
    private ResultRuns runs;

    @BeforeAll
    static void startMongod() throws Exception {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stopMongod() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void open() {
        collection = StoredResults.open(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), MODULE);
        collection.deleteMany(new Document());
        runs = new ResultRuns(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE));
    }

    @Test
    void aRowGetsTheOwnersOfItsDeviceAndItsTask() {
        devices.add(device("d1"));

        store("task-1", row("d1", 2.5), row("d2", 1));

        assertThat(find("d1"))
                .containsEntry("peak_kwh", 2.5)
                .containsEntry("date", Date.from(DAY))
                .containsEntry("account_id", "account of d1")
                .containsEntry("aggregator_id", "cooperative")
                .containsEntry("task_id", "task-1")
                .containsEntry("computed_at", Date.from(DAY))
                .containsKeys("_id", "_created", "_updated");
        assertThat(find("d2")).doesNotContainKeys("account_id", "aggregator_id");
    }

    @Test
    void aSecondRunReplacesTheRowButItsIdAndCreation() {
        store(
                "task-1",
                ResultRow.with("device_id", "d1")
                        .with("date", DAY)
                        .with("old", "$text")
                        .row());
        Document before = find("d1");
        assertThat(before).containsEntry("old", "$text");

        store("task-2", row("d1", 3));

        assertThat(collection.countDocuments()).isEqualTo(1);
        assertThat(find("d1"))
                .containsEntry("_id", before.get("_id"))
                .containsEntry("_created", before.get("_created"))
                .containsEntry("task_id", "task-2")
                .containsEntry("peak_kwh", 3.0)
                .doesNotContainKey("old");
    }

    @Test
    void devicesAreLookedUpOncePerBatch() {
        ResultRow[] rows = new ResultRow[1_200];
        for (int i = 0; i < rows.length; i++) {
            devices.add(device("d" + i));
            rows[i] = row("d" + i, i);
        }

        store("task-1", rows);

        assertThat(collection.countDocuments(new Document("aggregator_id", "cooperative")))
                .isEqualTo(1_200);
        assertThat(devices.queries()).isEqualTo(3);
    }

    @Test
    void aRowWithoutItsKeyIsRefused() {
        assertThatThrownBy(
                        () -> store("task-1", ResultRow.with("device_id", "d1").row()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A result of module 'peak' lacks 'date'");
    }

    private void store(String task, ResultRow... rows) {
        StoredResults results = new StoredResults(MODULE, collection, devices, runs, task, DAY);
        List.of(rows).forEach(results::accept);
        results.end();
    }

    private Document find(String device) {
        return collection.find(new Document("device_id", device)).first();
    }

    private static ResultRow row(String device, double peak) {
        return ResultRow.with("device_id", new DeviceId(device))
                .with("date", DAY)
                .with("peak_kwh", peak)
                .row();
    }

    private static Device device(String id) {
        BoxOwner owner =
                new BoxOwner(new VenId("ven"), new AccountId("account of " + id), new AggregatorId("cooperative"));
        return new Device(new DeviceId(id), owner, "meter", List.of(), List.of());
    }
}
