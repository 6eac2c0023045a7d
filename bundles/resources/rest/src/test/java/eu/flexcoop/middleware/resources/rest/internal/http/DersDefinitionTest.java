package eu.flexcoop.middleware.resources.rest.internal.http;

import java.util.Map;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.testing.NeedsMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** What clients may change of DERs, under both names, as the shipped definitions have it. */
@NeedsMongod
class DersDefinitionTest {
    private static PlatformApi api;
    private Document ders;
    private Document devices;

    @BeforeAll
    static void start() throws Exception {
        api = new PlatformApi();
    }

    @AfterAll
    static void stop() {
        if (api != null) {
            api.close();
        }
    }

    @BeforeEach
    void store() {
        ders = stored("ders");
        devices = stored("devices");
    }

    private static Document stored(String name) {
        ResourceDefinition definition = api.definitions().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        api.collection(definition).deleteMany(new Document());
        return api.store(definition, PlatformApi.ANN, PlatformApi.COOP);
    }

    private RestResponse patch(Caller caller, String resource, String changes) {
        Document row = resource.equals("ders") ? ders : devices;
        return api.send(
                caller, "PATCH", resource + "/" + row.get("device_id"), changes, "If-Match", row.getString("_etag"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'device_name': 'Hall'} | 200 | 200 | 200 | 200",
                "{'location': {'type': 'Point', 'coordinates': [2, 41]}} | 200 | 200 | 200 | 200",
                "{'availability': 'no', 'dr_availability': 'no'} | 200 | 200 | 200 | 200",
                "{'max_capacity': 4321} | 403 | 200 | 403 | 200",
                "{'available_capacity': 4321} | 403 | 200 | 403 | 200",
                "{'device_type': 'Storage'} | 403 | 200 | 403 | 200",
                "{'spaces': ['Hall']} | 200 | 200 | 403 | 403",
                "{'kind': 'battery'} | 403 | 200 | 422 | 422",
                "{'phases': 3} | 403 | 200 | 422 | 422",
                "{'flexibility': {'up_w': 5}} | 403 | 200 | 422 | 422",
                "{'device_name': null} | 200 | 200 | 200 | 200",
                "{'ven_id': 'other'} | 403 | 403 | 403 | 403"
            })
    void membersAndCooperativesChangeWhatIsTheirs(
            String changes, int memberAtDers, int cooperativeAtDers, int memberAtDevices, int cooperativeAtDevices) {
        // a row has random values, which must not be those of the changes
        assertThat(patch(PlatformApi.prosumer(), "ders", changes).status()).isEqualTo(memberAtDers);
        assertThat(patch(PlatformApi.prosumer(), "devices", changes).status()).isEqualTo(memberAtDevices);
        store();
        assertThat(patch(PlatformApi.aggregator(), "ders", changes).status()).isEqualTo(cooperativeAtDers);
        assertThat(patch(PlatformApi.aggregator(), "devices", changes).status()).isEqualTo(cooperativeAtDevices);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'max_capacity': -1} | max_capacity",
                "{'phases': 4} | phases",
                "{'kind': 'toaster'} | kind",
                "{'flexibility': {'up_w': -1}} | flexibility",
                "{'location': [2, 41]} | location",
                "{'availability': 'maybe'} | availability"
            })
    void wrongValuesAreIssues(String changes, String field) {
        RestResponse answer = patch(PlatformApi.component("OMP"), "ders", changes);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(Requests.json(answer).get("_issues", Map.class)).containsOnlyKeys(field);
    }

    @Test
    void aChangeNeedsTheVersion() {
        String address = "ders/" + ders.get("device_id");

        assertThat(api.send(PlatformApi.admin(), "PATCH", address, "{}").status())
                .isEqualTo(428);
        assertThat(api.send(PlatformApi.admin(), "PATCH", address, "{}", "If-Match", "x")
                        .status())
                .isEqualTo(412);
    }
}
