package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.AccessRule.Owner;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** The definitions of {@code resource-defs/flexcoop}: all load, and what can be written can be read. */
@NeedsMongod
class PlatformResourcesTest {
    private static final Path FOLDER = Path.of("../../../resource-defs/flexcoop/src/main/resources/OSGI-INF/resources");
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller AGGREGATOR = RowAccessTest.caller(Role.AGGREGATOR, "coop.example.org");
    private static final Caller OTHER = RowAccessTest.caller(Role.AGGREGATOR, "other.example.org");

    /** The resources of the first implementation, whose clients know them by these names. */
    private static final List<String> PLATFORM = List.of(
            ("ambient_temperature atw_heatpumps btp_bid btp_bid_line btp_message btp_request buildingParametersRequest"
                            + " buildingParametersResponse comfortProfiles contracts control_signal data_points"
                            + " day_ahead_price derCharacteristics derClusterForecastingRequest"
                            + " derClusterForecastingResponse derClusterRequest derClusterResponse derConsumption"
                            + " derOperationalStatus device_flex_step device_status devices dr_campaign"
                            + " dr_campaign_baseline_step dr_campaign_remuneration dr_campaign_strategy"
                            + " dr_campaign_timeline_step dr_consumption_signal dr_event_ldem_baseline"
                            + " dr_event_ldem_request dr_events drAttributeRequest drAttributes"
                            + " environmentalConditions flexibilityForecastingPeriod global_optimization"
                            + " indoor_sensing interComponentMessage ldem_flex_step local_demand_manager local_optimization"
                            + " localFlexibilityProfile meter meter_current meter_kwh meter_voltage meter_watts"
                            + " occupancy occupancySensorData outliersRequest outliersResponse price pv_forecast"
                            + " pv_production reliabilityClusterRequest reliabilityClusterResponse"
                            + " sensor_temperature settlement temperature thermalComfortLevelRequest"
                            + " thermalComfortLevels user_settings userConfigurationSettings vpp weather")
                    .split(" "));

    private static PrivateMongod mongod;
    private static PublishedResources registry;
    private static Router router;

    @BeforeAll
    static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        registry = new PublishedResources();
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<URL> definitions = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                definitions.add(file.toUri().toURL());
            }
            registry.add("platform", 1, definitions);
        }
        OpenResources resources = new OpenResources(
                MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.empty());
        router = new Router(registry, resources, Published.SETTINGS);
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    private static Stream<ResourceDefinition> own(Method method) {
        return registry.published().stream()
                .map(PublishedResource::definition)
                .filter(definition -> definition.storage().source().isEmpty())
                .filter(definition -> definition.methods().contains(method));
    }

    private static RestResponse send(Caller caller, String method, String address, String body) {
        return Requests.request(router, caller, method, address, body);
    }

    private static List<Document> rows(Caller caller, String address) {
        RestResponse answer = send(caller, "GET", address, "");
        assertThat(answer.status()).isEqualTo(200);
        return Requests.json(answer).getList("_items", Document.class);
    }

    @Test
    void everyResourceOfThePlatformIsPublished() {
        List<String> names = registry.published().stream()
                .map(resource -> resource.definition().name())
                .toList();
        assertThat(registry.list())
                .allSatisfy(status -> assertThat(status.reason()).isEmpty());
        assertThat(names).containsAll(PLATFORM);
    }

    @TestFactory
    Stream<DynamicTest> whatIsPostedIsRead() {
        return own(Method.POST)
                .map(definition -> DynamicTest.dynamicTest(definition.name(), () -> {
                    Document sample = SampleDocuments.of(definition);
                    RestResponse posted = send(ADMIN, "POST", definition.url(), sample.toJson());
                    assertThat(posted.status())
                            .as(() -> Requests.json(posted).toJson())
                            .isEqualTo(201);
                    assertThat(rows(ADMIN, definition.url()))
                            .singleElement()
                            .satisfies(row -> sample.forEach((field, value) ->
                                    assertThat(row.get(field)).as(field).isEqualTo(value)));
                    if (definition.item().enabled()) {
                        String lookup = definition.item().lookupField();
                        Object key =
                                lookup.equals("_id") ? Requests.json(posted).get("_id") : sample.get(lookup);
                        assertThat(send(ADMIN, "GET", definition.url() + "/" + key, "")
                                        .status())
                                .isEqualTo(200);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> whatAnAggregatorPostsIsItsOwn() {
        List<ResourceDefinition> shared = own(Method.POST)
                .filter(definition -> Optional.ofNullable(
                                definition.access().grants().get(Role.AGGREGATOR))
                        .filter(grant -> grant.rows().containsValue(Owner.AGGREGATOR))
                        .filter(grant -> grant.methods().contains(Method.POST))
                        .isPresent())
                .toList();
        assertThat(shared).hasSizeGreaterThan(15);
        return shared.stream()
                .map(definition -> DynamicTest.dynamicTest(definition.name(), () -> {
                    Document sample = SampleDocuments.of(definition);
                    sample.remove("aggregator_id");
                    sample.remove("agreggator_id");
                    // only components validate contracts
                    sample.remove("validated");
                    assertThat(send(AGGREGATOR, "POST", definition.url(), sample.toJson())
                                    .status())
                            .isEqualTo(201);
                    assertThat(rows(AGGREGATOR, definition.url())).hasSize(1);
                    assertThat(rows(OTHER, definition.url())).isEmpty();
                }));
    }
}
