package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.RegisteredBox;
import eu.flexcoop.middleware.telemetry.api.RegisteredDevice;
import eu.flexcoop.middleware.telemetry.api.RegisteredPoint;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.ReportedUnit;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.spi.RegistrationListener;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** Registrations are told to those who keep something for each device. */
@NeedsMongod
class AnnouncementsTest {
    private static final BoxOwner OWNER =
            new BoxOwner(new VenId("ven-1"), new AccountId("ann"), new AggregatorId("coop.example"));
    private static final String AC = "ac_1_Home_Hall_hvacDevice_1";

    private static PrivateMongod mongod;
    private final List<RegisteredBox> told = new CopyOnWriteArrayList<>();
    private TelemetryStore store;
    private StoredRegisteredBoxes boxes;
    private Announcements announcements;
    private StoredDeviceDirectory devices;

    @BeforeAll
    static void startServer() throws Exception {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stopServer() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void begin() {
        mongod.database().drop();
        store = new TelemetryStore(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE));
        boxes = new StoredRegisteredBoxes(store);
        announcements = new Announcements(store, boxes);
        devices = new StoredDeviceDirectory(store, announcements, 100, Clock.systemUTC());
    }

    @AfterEach
    void end() {
        announcements.close();
    }

    private static DataPoint point(String rid, ReportKind kind, ReportedUnit unit) {
        return new DataPoint(
                rid,
                kind,
                "specifier",
                "usage",
                "Direct Read",
                Optional.ofNullable(unit),
                Optional.of("heater"),
                Optional.of(Duration.ofSeconds(90)));
    }

    private void register(BoxOwner owner) {
        devices.register(
                owner,
                List.of(
                        point(AC + "_setPoint", ReportKind.TELEMETRY_STATUS, null),
                        point(
                                AC + "_meterWatts",
                                ReportKind.TELEMETRY_USAGE,
                                new ReportedUnit("powerReal", "RealPower", "W", "k", Optional.empty()))));
    }

    private List<String> unannounced() {
        return store.registrations()
                .find(new Document("unannounced", true))
                .map(found -> found.getString("_id"))
                .into(new ArrayList<>());
    }

    @Test
    void aListenerIsToldWhatWasUnderstood() {
        announcements.addListener(told::add);

        register(OWNER);

        assertThat(told).singleElement().satisfies(box -> {
            assertThat(box.owner()).isEqualTo(OWNER);
            assertThat(box.revision()).isEqualTo(1);
            RegisteredDevice device = box.devices().get(0);
            assertThat(device.deviceClass()).isEqualTo("hvacDevice");
            assertThat(device.spaces()).containsExactly("Hall");
            assertThat(device.resourceIds())
                    .containsExactly("heater", AC, device.id().value());
            assertThat(device.points())
                    .containsExactly(
                            new RegisteredPoint(
                                    AC + "_meterWatts",
                                    ReportKind.TELEMETRY_USAGE,
                                    "meter_watts",
                                    "meterWatts",
                                    "meter_watts",
                                    "W",
                                    "specifier",
                                    "usage",
                                    "Direct Read",
                                    Optional.of("kW"),
                                    Optional.of(Duration.ofSeconds(90))),
                            new RegisteredPoint(
                                    AC + "_setPoint",
                                    ReportKind.TELEMETRY_STATUS,
                                    "setPoint",
                                    "setPoint",
                                    "status_set_point",
                                    "",
                                    "specifier",
                                    "usage",
                                    "Direct Read",
                                    Optional.empty(),
                                    Optional.of(Duration.ofSeconds(90))));
        });
        assertThat(unannounced()).isEmpty();
    }

    @Test
    void whatIsStoredReadsAsItWasTold() {
        announcements.addListener(told::add);
        register(OWNER);
        register(new BoxOwner(new VenId("ven-2"), new AccountId("bob"), new AggregatorId("coop.example")));

        List<RegisteredBox> found = new ArrayList<>();
        boxes.forEach(Optional.empty(), found::add);
        assertThat(found).containsExactlyElementsOf(told);
        found.clear();
        boxes.forEach(Optional.of(OWNER.ven()), found::add);
        assertThat(found).containsExactly(told.get(1));
    }

    @Test
    void aListenerThatCannotKeepItNowMakesTheBoxRegisterAgain() {
        announcements.addListener(box -> {
            throw new UnavailableException("No database", null);
        });

        assertThatThrownBy(() -> register(OWNER)).isInstanceOf(UnavailableException.class);
        assertThat(unannounced()).containsExactly("ven-1");
    }

    @Test
    void aListenerThatFailsHindersNeitherTheBoxNorOthers() {
        RegistrationListener failing = box -> {
            throw new IllegalStateException("defect");
        };
        announcements.addListener(failing);
        announcements.addListener(told::add);

        register(OWNER);

        assertThat(told).hasSize(1);
        assertThat(unannounced()).as("is told again").containsExactly("ven-1");
        announcements.removeListener(failing);
        register(OWNER);
        assertThat(told).hasSize(2);
        assertThat(unannounced()).isEmpty();
    }

    @Test
    void aListenerThatComesLaterIsToldWhatItMissed() {
        register(OWNER);
        assertThat(unannounced()).containsExactly("ven-1");

        announcements.addListener(told::add);

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> unannounced()
                .isEmpty());
        assertThat(told)
                .extracting(box -> box.owner().ven(), RegisteredBox::revision)
                .containsExactly(tuple(OWNER.ven(), 1L));
    }
}
