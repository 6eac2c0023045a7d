package eu.flexcoop.middleware.itests;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.box.Box;
import eu.flexcoop.middleware.box.BoxFolder;
import eu.flexcoop.middleware.box.BoxSettings;
import eu.flexcoop.middleware.box.Enrolment;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.testing.NeedsBroker;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateBroker;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** Two nodes of a cluster on one database: one speaks with the boxes, the other one serves the REST API. */
@NeedsMongod
@NeedsBroker
class RolesIT {
    /** Longer than the pause before a message is sent again. */
    private static final Duration REDELIVERED = Duration.ofSeconds(60);

    private static PrivateMongod mongod;
    private static PrivateBroker broker;
    private static ClusterNode vtn;
    private static ClusterNode rest;

    @BeforeAll
    static void start() throws Exception {
        mongod = PrivateMongod.startOrSkip();
        broker = PrivateBroker.startOrSkip();
        String database = mongod.uri(PrivateMongod.DATABASE).toString();
        vtn = ClusterNode.start("vtn", Map.of("FLEXCOOP_MONGODB_URI", database));
        rest = ClusterNode.start(
                "rest",
                Map.of(
                        "FLEXCOOP_MONGODB_URI",
                        database,
                        "FLEXCOOP_AMQP_URI",
                        broker.uri().toString(),
                        "FLEXCOOP_DEV_ISSUER",
                        "true"));
        vtn.awaitReady();
        rest.awaitReady();
    }

    @AfterAll
    static void stop() {
        Stream.of(vtn, rest, broker, mongod).forEach(RolesIT::close);
    }

    private static void close(AutoCloseable each) {
        try {
            if (each != null) {
                each.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("%s cannot be closed".formatted(each), e);
        }
    }

    @Test
    void theVtnNodeHasNeitherResourcesNorHadoopNorQueues() throws Exception {
        assertThat(vtn.listensForBoxes()).isTrue();
        assertThat(vtn.get("/1/virtual_end_node", "").statusCode()).isEqualTo(404);
        assertThat(bundles(vtn)).doesNotContain("resources.rest", "hadoop.client", "tasks.core", "routing.core");
    }

    @Test
    void theRestNodeHasNeitherAPortForBoxesNorHadoopNorRoutes() throws Exception {
        assertThat(rest.listensForBoxes()).isFalse();
        assertThat(rest.get("/1/virtual_end_node", "").statusCode()).isEqualTo(401);
        assertThat(bundles(rest))
                .doesNotContain(
                        "hadoop.client",
                        "routing.core",
                        "routes.telemetry.ingest",
                        "routes.imports",
                        "analytics.hadoop")
                .contains("imports.amon", "imports.weather");
    }

    @Test
    void aVenThatRegistersAtOneNodeIsSeenAtTheOther() throws Exception {
        String account = UUID.randomUUID().toString();
        BoxFolder folder = new BoxFolder(vtn.data().resolve("box"));
        BoxSettings settings = new BoxSettings(
                "box-of-roles",
                account,
                Household.AGGREGATOR,
                "House1",
                vtn.vtn(),
                Path.of(System.getProperty("flexcoop.root"), "assembly/cli/data/household-week-1.csv")
                        .toString(),
                true);
        new Enrolment(vtn.http("/"))
                .enrol(folder, settings, ClusterNode.issuer().prosumer(account));
        try (Box box = Box.open(folder, text -> {})) {
            box.run(state -> state.acknowledged() > 0);
        }

        String token = ClusterNode.issuer().service();
        assertThat(rest.get("/1/virtual_end_node", token).body())
                .contains(folder.state().venId());
    }

    /** The second node has the same authority and database; the VEN talks to one and then to the other. */
    @Test
    void aVenMayTalkToEitherOfTwoNodes() throws Exception {
        String account = UUID.randomUUID().toString();
        String database = mongod.uri(PrivateMongod.DATABASE).toString();
        try (ClusterNode second = ClusterNode.start(
                "vtn",
                Map.of(
                        "FLEXCOOP_MONGODB_URI",
                        database,
                        "FLEXCOOP_DATA",
                        vtn.flexcoopData().toString(),
                        "FLEXCOOP_VTN_REDELIVER_AFTER",
                        "PT2S"))) {
            second.awaitReady();
            TestVen ven = TestVen.enrol(
                    vtn.http("/"),
                    vtn.vtn(),
                    vtn.data().resolve("two-nodes"),
                    account,
                    "of two nodes",
                    ClusterNode.issuer().prosumer(account));
            DrEvents operator =
                    new DrEvents(rest.http("/"), ClusterNode.issuer().service());

            ven.register();
            RegisterReport offer = ven.at(second.vtn()).awaitPolled(RegisterReport.class);
            assertThat(ven.at(vtn.vtn()).code(ven.messages().registeredReport(offer)))
                    .isEqualTo("200");
            ven.at(second.vtn()).assertNothingWaits();

            String event = operator.create(ven.id(), Instant.now().plusSeconds(3600), Duration.ofMinutes(30));
            DistributeEvent events = ven.at(vtn.vtn()).awaitEvents();
            ven.at(second.vtn()).assertNothingWaits();
            assertThat(ven.code(ven.messages().createdEvent(events, OptType.OPT_IN)))
                    .isEqualTo("200");
            assertThat(operator.state(event, ven.id())).isEqualTo("opt_in");
            ven.at(vtn.vtn()).assertNothingWaits();

            operator.cancel(event);
            ven.at(second.vtn()).awaitEvents();
            second.kill();
            DistributeEvent again = ven.at(vtn.vtn()).awaitEvents(REDELIVERED);
            assertThat(again.events().get(0).descriptor().status()).isEqualTo(EventStatus.CANCELLED);
            assertThat(ven.code(ven.messages().createdEvent(again, OptType.OPT_OUT)))
                    .isEqualTo("200");
            ven.assertNothingWaits();
        }
    }

    /** Whatever the environment asks for, a node of a cluster trusts no key of its own. */
    @Test
    void aNodeOfAClusterHasNoDevelopmentIssuer() throws Exception {
        assertThat(bundles(rest)).contains("security.oauth").doesNotContain("security.development");
        assertThat(rest.consoleLog()).contains("FLEXCOOP_DEV_ISSUER", "no development issuer");
    }

    private static List<String> bundles(ClusterNode node) throws Exception {
        return node.shell("bundle:list -t 0 -s --no-format")
                .lines()
                .filter(line -> line.contains("eu.flexcoop.middleware."))
                .map(line -> line.replaceAll(".*eu\\.flexcoop\\.middleware\\.(\\S+).*", "$1"))
                .toList();
    }
}
