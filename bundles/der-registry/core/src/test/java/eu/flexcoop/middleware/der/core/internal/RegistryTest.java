package eu.flexcoop.middleware.der.core.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.der.api.Der;
import eu.flexcoop.middleware.der.api.DerKind;
import eu.flexcoop.middleware.der.api.DerRegistry;
import eu.flexcoop.middleware.der.api.DerType;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.RegisteredBox;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static eu.flexcoop.middleware.der.core.internal.Registrations.AC;
import static eu.flexcoop.middleware.der.core.internal.Registrations.ANN;
import static eu.flexcoop.middleware.der.core.internal.Registrations.METER;
import static eu.flexcoop.middleware.der.core.internal.Registrations.caller;
import static eu.flexcoop.middleware.der.core.internal.Registrations.owner;
import static eu.flexcoop.middleware.der.core.internal.Registrations.status;
import static eu.flexcoop.middleware.der.core.internal.Registrations.usage;
import static org.assertj.core.api.Assertions.assertThat;

/** What registrations make of the registry. */
@NeedsMongod
class RegistryTest {
    private static final Caller ADMIN = caller(Role.ADMIN, "root", "coop");

    private static PrivateMongod mongod;
    private MongoCollections mongo;
    private DerStore store;
    private DerRegistry registry;
    private Registrations telemetry;

    @BeforeAll
    static void startMongod() throws IOException {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stopMongod() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void begin() {
        mongod.database().drop();
        mongo = MongoCollections.of(mongod.client(), PrivateMongod.DATABASE);
        store = new DerStore(mongo);
        registry = new StoredDerRegistry(store);
        telemetry = new Registrations(mongo, new RegisteredDers(store));
    }

    @AfterEach
    void end() {
        telemetry.close();
    }

    private Der der(String id) {
        return registry.find(ADMIN, new DeviceId(id)).orElseThrow();
    }

    private Document document(String id) {
        return store.find(id).orElseThrow();
    }

    private void correct(String id, String changes) {
        new Corrections(store).change(ADMIN, document(id), Document.parse(changes));
    }

    private List<String> listed(Caller caller, DerRegistry.Filter filter) {
        return registry.list(caller, filter, Optional.empty(), 100).stream()
                .map(der -> der.id().value())
                .toList();
    }

    private static DerRegistry.Filter kind(DerKind kind) {
        return new DerRegistry.Filter(Optional.empty(), Optional.empty(), Optional.of(kind), false);
    }

    @Test
    void aRegisteredDeviceIsADer() {
        Der ac = der(telemetry.registerAirConditioner(ANN));

        assertThat(ac.owner()).isEqualTo(new Der.Owner(ANN.ven(), ANN.account(), ANN.aggregator()));
        assertThat(ac.kind()).isEqualTo(DerKind.HEAT_PUMP);
        assertThat(ac.type()).contains(DerType.DEMAND);
        assertThat(ac.name()).isEqualTo("NO NAME");
        assertThat(ac.place().spaces()).containsExactly("Hall", "Kitchen");
        assertThat(ac.availability().general()).isEqualTo("yes");
        assertThat(ac.measuredBy()).containsExactly(new Der.MeasuringPoint(AC + "_meterKwh", "meter_kwh", "kWh"));
        assertThat(ac.steeredBy())
                .containsExactly(
                        new Der.SteeringPoint(AC + "_setPoint", "setPoint"),
                        new Der.SteeringPoint(AC + "_mode", "mode"));
        assertThat(ac.corrected()).isEmpty();
        assertThat(ac.retiredAt()).isEmpty();
    }

    @Test
    void theSameRegistrationChangesNothingThatClientsSee() {
        String id = telemetry.registerAirConditioner(ANN);
        Document before = document(id);

        telemetry.registerAirConditioner(ANN);

        assertThat(document(id)).isEqualTo(before.append("revision", 2L));
    }

    @Test
    void correctionsSurviveARegistration() {
        String id = telemetry.registerAirConditioner(ANN);
        correct(
                id,
                """
                {"kind": "battery", "spaces": ["Cellar"], "device_name": "Box", "max_capacity": 5000, "phases": 3,
                 "flexibility": {"up_w": 100}, "availability": "no", "location": {"type": "Point", "coordinates": [2.1, 41]}}
                """);

        telemetry.register(ANN, usage(AC + "_meterKwh"), usage(AC + "_meterWatts"));

        Der der = der(id);
        assertThat(der.kind()).isEqualTo(DerKind.BATTERY);
        assertThat(der.type()).as("follows the kind").contains(DerType.STORAGE);
        assertThat(der.place()).isEqualTo(new Der.Place(List.of("Cellar"), Optional.of(new Der.Position(2.1, 41))));
        assertThat(der.name()).isEqualTo("Box");
        assertThat(der.rating()).isEqualTo(new Der.Rating(Optional.of(5000.0), Optional.empty(), Optional.of(3)));
        assertThat(der.flexibility())
                .contains(new Der.Flexibility(Optional.of(100.0), Optional.empty(), Optional.empty()));
        assertThat(der.availability().general()).isEqualTo("no");
        assertThat(der.corrected())
                .containsExactlyInAnyOrder(
                        "kind",
                        "spaces",
                        "device_name",
                        "max_capacity",
                        "phases",
                        "flexibility",
                        "availability",
                        "location");
        assertThat(der.measuredBy()).as("is new").hasSize(2);
        assertThat(der.steeredBy()).isEmpty();
        assertThat(document(id)).doesNotContainKey("status");
    }

    @Test
    void aDeviceThatDisappearsIsRetiredAndReturnsWithItsCorrections() {
        String id = telemetry.registerAirConditioner(ANN);
        correct(id, "{'device_name': 'Box'}");

        telemetry.register(ANN, usage(METER + "_meterKwh"));
        assertThat(der(id).retiredAt()).isPresent();
        assertThat(listed(ADMIN, kind(DerKind.HEAT_PUMP))).isEmpty();
        assertThat(listed(
                        ADMIN,
                        new DerRegistry.Filter(Optional.empty(), Optional.of(ANN.ven()), Optional.empty(), true)))
                .hasSize(2)
                .contains(id);
        Document retired = document(id);
        telemetry.register(ANN, usage(METER + "_meterKwh"));
        assertThat(document(id)).as("retired once").isEqualTo(retired.append("revision", 3L));

        assertThat(telemetry.registerAirConditioner(ANN)).isEqualTo(id);
        assertThat(der(id).retiredAt()).isEmpty();
        assertThat(der(id).name()).isEqualTo("Box");
        assertThat(listed(ADMIN, kind(DerKind.METER))).isEmpty();
    }

    @Test
    void anotherOwnerGetsTheDeviceWithoutWhatTheFormerOneSet() {
        String id = telemetry.registerAirConditioner(ANN);
        correct(id, "{'device_name': 'Ann', 'location': {'type': 'Point', 'coordinates': [2, 41]}, 'kind': 'other'}");
        BoxOwner bob = owner("ven-1", "bob", "coop");

        telemetry.registerAirConditioner(bob);

        Der der = der(id);
        assertThat(der.owner().account()).isEqualTo(bob.account());
        assertThat(der.name()).isEqualTo("NO NAME");
        assertThat(der.kind()).isEqualTo(DerKind.HEAT_PUMP);
        assertThat(der.place().position()).isEmpty();
        assertThat(der.corrected()).isEmpty();
        assertThat(listed(caller(Role.PROSUMER, "ann", "coop"), DerRegistry.Filter.ALL))
                .isEmpty();
        assertThat(listed(caller(Role.PROSUMER, "bob", "coop"), DerRegistry.Filter.ALL))
                .containsExactly(id);
    }

    @Test
    void eachCallerFindsItsOwn() {
        String ann = telemetry.registerAirConditioner(ANN);
        String bob = telemetry.registerAirConditioner(owner("ven-2", "bob", "coop"));
        String eve = telemetry.registerAirConditioner(owner("ven-3", "ann", "other"));

        assertThat(listed(caller(Role.PROSUMER, "ann", "coop"), DerRegistry.Filter.ALL))
                .containsExactly(ann);
        assertThat(listed(caller(Role.AGGREGATOR, "desk", "coop"), DerRegistry.Filter.ALL))
                .containsExactlyInAnyOrder(ann, bob);
        assertThat(listed(ADMIN, DerRegistry.Filter.ALL)).hasSize(3).isSorted().contains(eve);
        assertThat(registry.find(caller(Role.PROSUMER, "ann", "coop"), new DeviceId(bob)))
                .isEmpty();
        assertThat(registry.list(ADMIN, DerRegistry.Filter.ALL, Optional.empty(), 2))
                .hasSize(2);
        List<String> all = listed(ADMIN, DerRegistry.Filter.ALL);
        assertThat(registry.list(ADMIN, DerRegistry.Filter.ALL, Optional.of(all.get(1)), 2))
                .extracting(der -> der.id().value())
                .containsExactly(all.get(2));
    }

    private RegisteredBox registered(String ven) {
        List<RegisteredBox> found = new ArrayList<>();
        telemetry.boxes.forEach(Optional.empty(), found::add);
        return found.stream()
                .filter(box -> box.owner().ven().equals(new VenId(ven)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anEarlierRegistrationThatComesLateChangesNothing() {
        String id = telemetry.registerAirConditioner(ANN);
        RegisteredBox earlier = registered("ven-1");
        telemetry.register(ANN, status(AC + "_mode"), usage(METER + "_meterKwh"));
        List<Document> before = store.ders().find().into(new ArrayList<>());

        store.register(earlier);
        store.register(new RegisteredBox(ANN, 1, List.of()));

        assertThat(store.ders().find().into(new ArrayList<>())).containsExactlyInAnyOrderElementsOf(before);
        assertThat(der(id).steeredBy()).hasSize(1);
    }

    /** Which repeat a registration that was not acknowledged. */
    private static void registerAsBoxesDo(DerStore node, RegisteredBox box) {
        for (boolean done = false; !done; ) {
            try {
                node.register(box);
                done = true;
            } catch (UnavailableException e) {
                assertThat(e).hasMessageContaining("changed by others");
            }
        }
    }

    @Test
    void nodesThatRegisterAndPersonsThatCorrectAtTheSameTimeLoseNothing() throws Exception {
        String id = telemetry.registerAirConditioner(ANN);
        RegisteredBox box = registered("ven-1");
        DerStore other = new DerStore(mongo);
        List<Callable<Void>> nodes = new ArrayList<>();
        for (int revision = 2; revision <= 40; revision++) {
            RegisteredBox next =
                    new RegisteredBox(box.owner(), revision, revision % 2 == 0 ? List.of() : box.devices());
            DerStore node = revision % 3 == 0 ? other : store;
            nodes.add(() -> {
                registerAsBoxesDo(node, next);
                return null;
            });
            int watts = revision;
            nodes.add(() -> {
                boolean done = false;
                while (!done) {
                    Document known = document(id);
                    Document next1 = new Document(known)
                            .append("tried", watts)
                            .append("count", known.getInteger("count", 0) + 1);
                    done = store.replace(known, DerDocument.stamped(Optional.of(known), next1, store.now()));
                }
                return null;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<Void> done : threads.invokeAll(nodes)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(document(id)).containsEntry("count", 39).containsEntry("revision", 40L);
        assertThat(der(id).retiredAt())
                .as("the last registration is without it")
                .isPresent();
    }

    @Test
    void twoNodesThatMeetANewBoxStoreItOnce() throws Exception {
        telemetry.registerAirConditioner(ANN);
        RegisteredBox box = registered("ven-1");
        for (int round = 0; round < 20; round++) {
            store.ders().deleteMany(new Document());
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try {
                Callable<Void> register = () -> {
                    store.register(box);
                    return null;
                };
                for (Future<Void> done : threads.invokeAll(List.of(register, register))) {
                    done.get();
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(store.ders().countDocuments()).isEqualTo(1);
        }
    }
}
