package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.BoxEnergy.QuarterHour;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.registration.StoredDeviceDirectory;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

@NeedsMongod
class StoredBoxEnergyTest {
    private static final VenId VEN = new VenId("ven-1");
    private static final String METER = "meter_1_Home_Hall_prosumerDeviceMetering_1_";
    private static final Instant T0 = Instant.parse("2026-11-24T12:00:00Z");

    private static PrivateMongod mongod;

    @BeforeAll
    static void startServer() throws Exception {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (mongod != null) {
            mongod.close();
        }
    }

    private static DataPoint point(String metric) {
        return new DataPoint(
                METER + metric,
                ReportKind.TELEMETRY_USAGE,
                "S1",
                "usage",
                "Direct Read",
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Document quarterHour(Device device, Instant start, Double kwh) {
        Document document = new Document("device_id", device.id().value()).append("timestamp", Date.from(start));
        return kwh == null
                ? document.append("watts", 100.0)
                : document.append("kwh", kwh).append("verified_kwh", kwh < 1);
    }

    @Test
    void onlyTheEnergyOfTheBoxInTheTimeIsRead() {
        TelemetryStore store = new TelemetryStore(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE));
        StoredDeviceDirectory directory = StoredDeviceDirectory.withoutListeners(store, 100, Clock.systemUTC());
        StoredBoxEnergy energy = new StoredBoxEnergy(store, directory);
        assertThat(energy.points(VEN)).isEmpty();
        Device meter = directory
                .register(
                        new BoxOwner(VEN, new AccountId("account-1"), new AggregatorId("coop.example")),
                        List.of(point("meterKwh"), point("meterWatts")))
                .devices()
                .get(0);
        store.quarterHours("meter")
                .insertMany(List.of(
                        quarterHour(meter, T0.minusSeconds(900), 0.1),
                        quarterHour(meter, T0, 0.2),
                        quarterHour(meter, T0.plusSeconds(900), 1.5),
                        quarterHour(meter, T0.plusSeconds(1800), null),
                        quarterHour(meter, T0.plusSeconds(2700), 0.4)));
        String rid = METER + "meterKwh";

        assertThat(energy.points(VEN)).containsExactly(rid);
        assertThat(energy.energy(VEN, List.of(rid, METER + "meterWatts", "unknown"), T0, T0.plusSeconds(2700)))
                .containsExactly(
                        new QuarterHour(rid, T0, 0.2, true), new QuarterHour(rid, T0.plusSeconds(900), 1.5, false));
        assertThat(energy.energy(new VenId("other"), List.of(rid), T0, T0.plusSeconds(2700)))
                .isEmpty();
    }
}
