package eu.flexcoop.middleware.der.core.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.bson.Document;
import org.bson.RawBsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static eu.flexcoop.middleware.der.core.internal.Registrations.ANN;
import static eu.flexcoop.middleware.der.core.internal.Registrations.METER;
import static eu.flexcoop.middleware.der.core.internal.Registrations.caller;
import static eu.flexcoop.middleware.der.core.internal.Registrations.owner;
import static eu.flexcoop.middleware.der.core.internal.Registrations.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who sees and changes what of the registry, whatever a definition grants. */
@NeedsMongod
class DerSourceTest {
    private static final Caller MEMBER = caller(Role.PROSUMER, "ann", "coop");
    private static final Caller COOP = caller(Role.AGGREGATOR, "desk", "coop");
    private static final Caller OTHER = caller(Role.AGGREGATOR, "desk", "other");
    private static final Caller SERVICE = caller(Role.SERVICE, "omp", "coop");

    private static PrivateMongod mongod;
    private DerStore store;
    private DerSource source;
    private DerSource devices;
    private Registrations telemetry;
    private String id;

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
        MongoCollections mongo = MongoCollections.of(mongod.client(), PrivateMongod.DATABASE);
        store = new DerStore(mongo);
        source = DerSources.registry(store);
        devices = DerSources.devices(store);
        telemetry = new Registrations(mongo, new RegisteredDers(store));
        id = telemetry.registerAirConditioner(ANN);
    }

    @AfterEach
    void end() {
        telemetry.close();
    }

    private static List<Document> rows(DerSource from, Caller caller) {
        SourceQuery all =
                new SourceQuery(new Document(), new Document(), new Document("_id", 1), 0, 0, Duration.ofSeconds(10));
        List<Document> rows = new ArrayList<>();
        try (SourceRows found = from.find(all, caller)) {
            while (found.hasNext()) {
                RawBsonDocument row = found.next();
                rows.add(Document.parse(row.toJson()));
            }
        }
        return rows;
    }

    private Document stored() {
        return store.find(id).orElseThrow();
    }

    private Document change(Caller caller, String changes) {
        return new Document(source.change(caller, stored(), Document.parse(changes)));
    }

    private void assertRefused(int status, Caller caller, String changes, String message) {
        Document before = stored();
        assertThatThrownBy(() -> change(caller, changes))
                .isInstanceOfSatisfying(
                        DerRefusedException.class, e -> assertThat(e.status()).isEqualTo(status))
                .hasMessageContaining(message);
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void callersSeeTheirRowsOnly() {
        telemetry.registerAirConditioner(owner("ven-2", "bob", "coop"));
        telemetry.registerAirConditioner(owner("ven-3", "ann", "other"));

        assertThat(rows(source, MEMBER)).extracting(row -> row.get("_id")).containsExactly(id);
        assertThat(rows(source, COOP)).hasSize(2);
        assertThat(rows(source, OTHER)).hasSize(1);
        assertThat(rows(source, SERVICE)).hasSize(3);
        assertThat(rows(source, caller(Role.ADMIN, "root", "coop"))).hasSize(3);
        assertThat(rows(source, Caller.ANONYMOUS)).isEmpty();
        assertThat(rows(devices, MEMBER)).hasSize(1);
    }

    @Test
    void thePlatformsDevicesAreThoseWithAStatusThatAreReportedNow() {
        telemetry.register(owner("ven-2", "bob", "coop"), usage(METER + "_meterKwh"));
        assertThat(rows(source, COOP)).hasSize(2);
        assertThat(rows(devices, COOP)).singleElement().satisfies(row -> {
            assertThat(row)
                    .containsEntry("device_id", id)
                    .containsEntry("device_name", "NO NAME")
                    .containsEntry("device_class", "hvacDevice")
                    .containsEntry("availability", "yes")
                    .containsEntry("resource_ids", List.of(Registrations.AC, id));
            assertThat(row.get("status", Document.class)).containsOnlyKeys("setPoint", "mode");
            assertThat(row.getEmbedded(List.of("status", "setPoint"), Document.class))
                    .containsEntry("oadr_name", "setPoint")
                    .containsEntry("oadr_rid", Registrations.AC + "_setPoint")
                    .containsEntry("metric", "status_set_point")
                    .containsEntry("report_type", "x-resourceStatus");
        });

        telemetry.register(ANN, usage(METER + "_meterKwh"));

        assertThat(rows(devices, COOP)).isEmpty();
        assertThat(rows(source, COOP)).hasSize(3);
    }

    @Test
    void aMemberSetsWhatItKnowsAndDecides() {
        Document changed = change(
                MEMBER,
                """
                {"device_name": "Living room", "availability": "no", "dr_availability": "yes",
                 "marketplace_availability": "no", "spaces": ["Living"],
                 "location": {"type": "Point", "coordinates": [2.1, 41.4]}}
                """);

        assertThat(changed).isEqualTo(stored()).containsEntry("device_name", "Living room");
        assertThat(changed.getList("corrected", String.class)).hasSize(6).contains("availability", "spaces");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "max_capacity | 1000",
                "available_capacity | 1000",
                "phases | 3",
                "kind | 'battery'",
                "device_type | 'Storage'",
                "flexibility | {'up_w': 1}"
            })
    void theRestIsSetByTheCooperativeAndComponents(String field, String value) {
        String changes = "{'%s': %s}".formatted(field, value);
        assertRefused(403, MEMBER, changes, "'prosumer' may not change '%s'".formatted(field));

        assertThat(change(COOP, changes).getList("corrected", String.class)).containsExactly(field);
        assertThat(change(SERVICE, changes)).containsKey(field);
    }

    @Test
    void whatHasTheValueAlreadyIsNoChange() {
        change(COOP, "{'max_capacity': 1000.0}");

        assertThat(change(MEMBER, "{'max_capacity': 1000.0, 'device_name': 'x'}"))
                .containsEntry("device_name", "x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "account_id",
                "aggregator_id",
                "ven_id",
                "device_id",
                "corrected",
                "measured_by",
                "revision",
                "status",
                "retired_at"
            })
    void whatRegistrationsSayNobodySets(String field) {
        assertRefused(403, SERVICE, "{'%s': 'x'}".formatted(field), "may not change '%s'".formatted(field));
    }

    @Test
    void foreignDersAreNotChanged() {
        assertRefused(403, OTHER, "{'device_name': 'x'}", "is not yours");
        assertRefused(403, caller(Role.PROSUMER, "bob", "coop"), "{'device_name': 'x'}", "is not yours");
        assertRefused(403, caller(Role.PROSUMER, "ann", "other"), "{'device_name': 'x'}", "is not yours");
        assertRefused(403, Caller.ANONYMOUS, "{'device_name': 'x'}", "is not yours");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'max_capacity': 0} | 'max_capacity' must be greater than 0 W",
                "{'max_capacity': -5} | must be greater than 0 W",
                "{'max_capacity': {'$numberDouble': 'NaN'}} | must be a number",
                "{'max_capacity': '5'} | must be a number",
                "{'available_capacity': -1} | must be 0 W at least",
                "{'max_capacity': 5, 'available_capacity': 6} | must not be greater than max_capacity",
                "{'phases': 0} | must be 1, 2 or 3",
                "{'phases': 4} | must be 1, 2 or 3",
                "{'phases': 1.5} | must be 1, 2 or 3",
                "{'kind': 'toaster'} | must be one of 'heat_pump'",
                "{'device_type': 'demand'} | must be one of 'Demand'",
                "{'availability': 'maybe'} | must be one of 'yes'",
                "{'dr_availability': ''} | must be one of 'yes', 'no'",
                "{'device_name': ' '} | must be a text of 1 to 256 characters",
                "{'spaces': ['a', '']} | must be a text of 1 to 100 characters",
                "{'spaces': 'a'} | must be a list of 50 names at most",
                "{'location': {'type': 'Point', 'coordinates': [181, 0]}} | must be a GeoJSON Point",
                "{'location': {'type': 'Point', 'coordinates': [0, 91]}} | must be a GeoJSON Point",
                "{'location': {'type': 'LineString', 'coordinates': [0, 1]}} | must be a GeoJSON Point",
                "{'flexibility': {'up_w': -1}} | 'up_w' must be 0 W at least",
                "{'flexibility': {'max_duration': '2 h'}} | must be an ISO 8601 duration",
                "{'flexibility': {'max_duration': 'PT0S'}} | must be longer than 0",
                "{'flexibility': {'sideways_w': 1}} | has no part 'sideways_w'",
                "{'flexibility': 5} | must be an object"
            })
    void aWrongValueIsNamed(String changes, String message) {
        assertRefused(422, COOP, changes, message);
    }

    @Test
    void partsOfTheFlexibilityAreSetOneByOne() {
        change(COOP, "{'flexibility': {'up_w': 100, 'max_duration': 'PT90M'}}");

        assertThat(change(COOP, "{'flexibility': {'down_w': 50, 'up_w': null}}").get("flexibility"))
                .isEqualTo(new Document("max_duration", "PT1H30M").append("down_w", 50.0));
    }

    @Test
    void nullTakesACorrectionBack() {
        change(COOP, "{'kind': 'battery', 'max_capacity': 5, 'device_name': 'x', 'spaces': []}");

        Document changed = change(COOP, "{'kind': null, 'max_capacity': null, 'device_name': null, 'spaces': null}");

        assertThat(changed)
                .containsEntry("kind", "heat_pump")
                .containsEntry("device_type", "Demand")
                .containsEntry("device_name", "NO NAME")
                .containsEntry("spaces", List.of("Hall", "Kitchen"))
                .containsEntry("corrected", List.of())
                .doesNotContainKey("max_capacity");
    }

    @Test
    void aChangeOfAnotherVersionIsRefused() {
        Document known = stored();
        String etag = known.getString("_etag");
        assertThat(change(COOP, "{'phases': 3}").getString("_etag")).isNotEqualTo(etag);

        assertThatThrownBy(() -> devices.change(COOP, known, new Document("availability", "no")))
                .isInstanceOfSatisfying(
                        DerRefusedException.class, e -> assertThat(e.status()).isEqualTo(412));
        assertThat(stored()).containsEntry("availability", "yes");
    }
}
