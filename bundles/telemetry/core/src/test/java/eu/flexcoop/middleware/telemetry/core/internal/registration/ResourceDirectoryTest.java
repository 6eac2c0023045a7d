package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.BoxResource;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.StatusPoint;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

/** Devices by the names that commands use. */
@NeedsMongod
class ResourceDirectoryTest {
    private static final BoxOwner OSB = owner("osb");
    private static final BoxOwner VEN = owner("ven");
    private static final String AC = "ac_1_Home_Hall_hvacDevice_1";

    private static PrivateMongod mongod;
    private StoredDeviceDirectory devices;
    private StoredResourceDirectory resources;

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

    @BeforeEach
    void registerBoxes() {
        mongod.database().drop();
        TelemetryStore store = new TelemetryStore(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE));
        devices = StoredDeviceDirectory.withoutListeners(store, 100, Clock.systemUTC());
        resources = new StoredResourceDirectory(store);
    }

    private static BoxOwner owner(String ven) {
        return new BoxOwner(new VenId(ven), new AccountId("account-" + ven), new AggregatorId("coop.example"));
    }

    private static DataPoint point(String rid, ReportKind kind, String resource) {
        return new DataPoint(
                rid,
                kind,
                "specifier",
                kind == ReportKind.TELEMETRY_STATUS ? "x-resourceStatus" : "usage",
                "Direct Read",
                Optional.empty(),
                Optional.ofNullable(resource),
                Optional.empty());
    }

    private Device registerOsb() {
        return devices.register(
                        OSB,
                        List.of(
                                point(AC + "_setPoint", ReportKind.TELEMETRY_STATUS, null),
                                point(AC + "_mode", ReportKind.TELEMETRY_STATUS, null)))
                .devices()
                .get(0);
    }

    private List<BoxResource> named(String... names) {
        List<BoxResource> found = new ArrayList<>();
        resources.named(List.of(names), found::add);
        return found;
    }

    @Test
    void aDeviceIsFoundByTheNameThatItsBoxStates() {
        Device heater = devices.register(VEN, List.of(point("r1", ReportKind.TELEMETRY_USAGE, "heater")))
                .devices()
                .get(0);
        devices.register(OSB, List.of(point("x", ReportKind.TELEMETRY_USAGE, "heater")));

        assertThat(named("heater", "nobody"))
                .hasSize(2)
                .contains(new BoxResource("heater", "heater", heater.id(), VEN));
        List<BoxResource> ofOne = new ArrayList<>();
        resources.named(List.of("heater"), List.of(OSB.ven()), ofOne::add);
        assertThat(ofOne).extracting(BoxResource::owner).containsExactly(OSB);
    }

    @Test
    void aDeviceWithoutSuchANameIsFoundByItsRidAndByItsId() {
        Device ac = registerOsb();
        Device meter = devices.register(VEN, List.of(point("meter-7", ReportKind.TELEMETRY_USAGE, null)))
                .devices()
                .get(0);

        assertThat(named(AC)).containsExactly(new BoxResource(AC, AC, ac.id(), OSB));
        assertThat(named(ac.id().value()))
                .containsExactly(new BoxResource(ac.id().value(), AC, ac.id(), OSB));
        assertThat(named("meter-7")).containsExactly(new BoxResource("meter-7", "meter-7", meter.id(), VEN));
    }

    @Test
    void aNameThatABoxNoLongerStatesIsNotFound() {
        devices.register(VEN, List.of(point("r1", ReportKind.TELEMETRY_USAGE, "heater")));
        devices.register(VEN, List.of(point("r1", ReportKind.TELEMETRY_USAGE, "boiler")));

        assertThat(named("heater")).isEmpty();
        assertThat(named("boiler")).hasSize(1);
    }

    @Test
    void devicesAreFoundByTheirClass() {
        registerOsb();
        List<BoxResource> found = new ArrayList<>();
        resources.ofClasses(List.of("hvacDevice", "pvDevice"), found::add);

        assertThat(found).extracting(BoxResource::resourceId).containsExactly(AC);
        assertThat(found).extracting(BoxResource::wanted).containsExactly("hvacDevice");
    }

    @Test
    void whatCanBeSetHasTheRidOfTheBox() {
        Device ac = registerOsb();

        assertThat(resources.statusPoints(List.of(ac.id(), new DeviceId("nobody"))))
                .extracting(StatusPoint::item, StatusPoint::rid)
                .containsExactlyInAnyOrder(tuple("setPoint", AC + "_setPoint"), tuple("mode", AC + "_mode"));
    }
}
