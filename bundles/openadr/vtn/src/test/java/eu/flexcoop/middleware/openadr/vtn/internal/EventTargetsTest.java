package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.DrTarget;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whom the targets of an event reach, and what each VEN sees of them. */
class EventTargetsTest {
    private static final Caller ANN = new Caller(
            "account-a", Role.PROSUMER, Optional.of(new AccountId("account-a")), Optional.empty(), Optional.empty());
    private static final Caller COOP = aggregator("coop.example");
    private static final Caller OTHER_COOP = aggregator("other.example");

    private TestMongo mongo;
    private TestVtn vtn;
    private VenId a;
    private VenId b;
    private VenId c;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo);
        a = vtn.join("a");
        b = vtn.join("b");
        c = vtn.join("c");
    }

    private static Caller aggregator(String name) {
        return new Caller(
                name, Role.AGGREGATOR, Optional.empty(), Optional.of(new AggregatorId(name)), Optional.empty());
    }

    private DrEvent create(Caller caller, DrTarget... targets) {
        EventRequest request = EventFixtures.request(vtn.clock.instant());
        return vtn.events.create(caller, new EventRequest(request.terms(), List.of(targets)));
    }

    private List<Event> eventsOf(String box, VenId ven) {
        return ((DistributeEvent) vtn.send(
                        OadrService.EI_EVENT, TestVtn.box(box), new RequestEvent("r", ven.value(), Optional.empty())))
                .events();
    }

    private static Target target(VenId ven, List<String> groups, List<String> resources) {
        return new Target(groups, List.of(), resources, List.of(ven.value()), List.of(), List.of());
    }

    @Test
    void eachVenSeesOnlyItsOwnIds() {
        vtn.groups.add(TestVtn.ADMIN, "north", List.of(a, b));
        vtn.groups.add(TestVtn.ADMIN, "south", List.of(c));
        vtn.resources.put(b, "b", "heater", "hvacDevice");
        vtn.resources.put(c, "c", "boiler", "dhwDevice");

        DrEvent event = create(
                TestVtn.ADMIN,
                new DrTarget.OfGroup("north"),
                new DrTarget.OfGroup("south"),
                new DrTarget.OfResource("heater", Optional.empty()),
                new DrTarget.OfResource("boiler", Optional.of(c)));

        assertThat(event.targets()).isEqualTo(3);
        assertThat(eventsOf("a", a)).extracting(Event::target).containsExactly(target(a, List.of("north"), List.of()));
        assertThat(eventsOf("b", b))
                .extracting(Event::target)
                .containsExactly(target(b, List.of("north"), List.of("heater")));
        assertThat(eventsOf("c", c))
                .extracting(Event::target)
                .containsExactly(target(c, List.of("south"), List.of("boiler")));
    }

    @Test
    void targetsThatReachTheSameVenMakeOneDelivery() {
        vtn.groups.add(TestVtn.ADMIN, "all", List.of(a, b));
        vtn.resources.put(a, "a", "heater", "hvacDevice");

        DrEvent event = create(
                TestVtn.ADMIN,
                new DrTarget.OfVen(a),
                new DrTarget.OfVen(a),
                new DrTarget.OfGroup("all"),
                new DrTarget.OfResource("heater", Optional.empty()),
                new DrTarget.OfParty("account-a"),
                new DrTarget.OfParty("coop.example"));

        assertThat(event.targets()).isEqualTo(3);
        assertThat(mongo.database().getCollection("event_delivery").countDocuments())
                .isEqualTo(3);
    }

    @Test
    void aPartyIsAnAccountOrAnAggregator() {
        assertThat(create(TestVtn.ADMIN, new DrTarget.OfParty("account-b")).targets())
                .isEqualTo(1);
        assertThat(eventsOf("b", b)).extracting(Event::target).containsExactly(Target.ven(b.value()));
        assertThat(create(TestVtn.ADMIN, new DrTarget.OfParty("coop.example")).targets())
                .isEqualTo(3);
    }

    @Test
    void aDeviceClassStandsInTheSignalsAndAloneForTheVensThatHaveIt() {
        vtn.resources.put(b, "b", "heater", "hvacDevice");

        DrEvent alone = create(TestVtn.ADMIN, new DrTarget.OfDeviceClass("hvacDevice"));
        assertThat(alone.targets()).isEqualTo(1);
        Event sent = eventsOf("b", b).get(0);
        assertThat(sent.target()).isEqualTo(Target.ven(b.value()));
        assertThat(sent.signals().get(0).target().orElseThrow().deviceClasses()).containsExactly("hvacDevice");

        create(TestVtn.ADMIN, new DrTarget.OfVen(a), new DrTarget.OfDeviceClass("Thermostat"));
        assertThat(eventsOf("a", a)
                        .get(0)
                        .signals()
                        .get(0)
                        .target()
                        .orElseThrow()
                        .deviceClasses())
                .containsExactly("Thermostat");
        assertThat(eventsOf("b", b)).hasSize(1);
    }

    @Test
    void aSignalKeepsTheClassesThatItNames() {
        EventRequest plain = EventFixtures.request(vtn.clock.instant());
        EventRequest request = new EventRequest(
                plain.terms()
                        .withSignals(List.of(plain.terms().signals().get(0).withDeviceClasses(List.of("Pool_Pump")))),
                List.of(new DrTarget.OfVen(a), new DrTarget.OfDeviceClass("Thermostat")));

        vtn.events.create(TestVtn.ADMIN, request);

        assertThat(eventsOf("a", a)
                        .get(0)
                        .signals()
                        .get(0)
                        .target()
                        .orElseThrow()
                        .deviceClasses())
                .containsExactly("Pool_Pump");
    }

    @Test
    void callersReachOnlyTheirOwnVens() {
        vtn.resources.put(a, "a", "heater", "hvacDevice");
        vtn.resources.put(b, "b", "heater", "hvacDevice");
        vtn.groups.add(COOP, "ours", List.of(a, b));

        DrEvent own = create(ANN, new DrTarget.OfResource("heater", Optional.empty()));
        assertThat(own.targets()).isEqualTo(1);
        assertThat(eventsOf("b", b)).isEmpty();
        assertThat(create(COOP, new DrTarget.OfGroup("ours")).targets()).isEqualTo(2);
        assertThatThrownBy(() -> create(ANN, new DrTarget.OfGroup("ours"))).hasMessageContaining("'ours' is unknown");
        assertThatThrownBy(() -> create(OTHER_COOP, new DrTarget.OfGroup("ours")))
                .hasMessageContaining("'ours' is unknown");
        assertThatThrownBy(() -> create(OTHER_COOP, new DrTarget.OfParty("account-a")))
                .hasMessageContaining("no registered VEN of yours");
        assertThatThrownBy(() -> create(OTHER_COOP, new DrTarget.OfDeviceClass("hvacDevice")))
                .hasMessageContaining("no VEN of yours");
        assertThatThrownBy(() -> create(ANN, new DrTarget.OfResource("heater", Optional.of(b))))
                .isInstanceOfSatisfying(
                        EventRefusedException.class, e -> assertThat(e.status()).isEqualTo(403))
                .hasMessageContaining("targets[0]");
        vtn.events.cancel(ANN, own.id());
        assertThat(create(ANN, new DrTarget.OfParty("coop.example")).targets()).isEqualTo(1);
    }

    @Test
    void aMemberThatLeftTheAggregatorIsNotReached() {
        vtn.groups.add(COOP, "ours", List.of(a, b));
        mongo.database()
                .getCollection("virtual_end_node")
                .updateOne(
                        new Document("ven_id", a.value()),
                        new Document("$set", new Document("aggregator_id", "other.example")));

        assertThat(create(COOP, new DrTarget.OfGroup("ours")).targets()).isEqualTo(1);
    }

    @Test
    void theMembersAtTheTimeOfCreationCount() {
        vtn.groups.add(TestVtn.ADMIN, "north", List.of(a));
        DrEvent event = create(TestVtn.ADMIN, new DrTarget.OfGroup("north"));

        vtn.groups.add(TestVtn.ADMIN, "north", List.of(b));
        vtn.groups.remove(TestVtn.ADMIN, "north", List.of(a));
        vtn.events.modify(TestVtn.ADMIN, event.id(), 0, event.terms().withPriority(1));

        assertThat(eventsOf("b", b)).isEmpty();
        assertThat(eventsOf("a", a)).singleElement().satisfies(sent -> {
            assertThat(sent.descriptor().modificationNumber()).isEqualTo(1);
            assertThat(sent.target()).isEqualTo(target(a, List.of("north"), List.of()));
        });
    }

    @Test
    void whatIsUnknownIsNamedWithItsPlace() {
        vtn.groups.add(TestVtn.ADMIN, "empty", List.of(a));
        vtn.groups.remove(TestVtn.ADMIN, "empty", List.of(a));
        DrTarget known = new DrTarget.OfVen(a);

        assertThatThrownBy(() -> create(TestVtn.ADMIN, known, new DrTarget.OfGroup("nowhere")))
                .hasMessageContaining("targets[1]: group 'nowhere' is unknown");
        assertThatThrownBy(() -> create(TestVtn.ADMIN, known, new DrTarget.OfGroup("empty")))
                .hasMessageContaining("targets[1]: group 'empty' has no VEN");
        assertThatThrownBy(() -> create(TestVtn.ADMIN, known, new DrTarget.OfResource("x", Optional.empty())))
                .hasMessageContaining("targets[1]: no VEN has registered a resource 'x'");
        assertThatThrownBy(() -> create(TestVtn.ADMIN, known, new DrTarget.OfResource("x", Optional.of(b))))
                .hasMessageContaining("targets[1]: VEN %s has not registered a resource 'x'".formatted(b));
        assertThatThrownBy(() -> create(TestVtn.ADMIN, known, new DrTarget.OfParty("nobody")))
                .hasMessageContaining("targets[1]: party 'nobody' has no registered VEN");
        assertThatThrownBy(() -> create(TestVtn.ADMIN, known, known, new DrTarget.OfVen(new VenId("v9"))))
                .hasMessageContaining("targets[2]: VEN v9 is not registered");
        assertThatThrownBy(() -> create(TestVtn.ADMIN, new DrTarget.OfDeviceClass("pvDevice")))
                .hasMessageContaining("targets[0]: no VEN has registered a device of class 'pvDevice'");
        assertThat(mongo.database().getCollection("events").countDocuments()).isZero();
    }

    @Test
    void everyKindOfTargetComesOverRest() {
        vtn.groups.add(TestVtn.ADMIN, "north", List.of(a));
        vtn.resources.put(b, "b", "heater", "hvacDevice");
        vtn.resources.put(c, "c", "boiler", "dhwDevice");
        post(
                "[\"%s\", {\"ven_id\": \"%s\"}, {\"group_id\": \"north\"}, {\"resource_id\": \"heater\"}, {\"resource_id\":"
                                .formatted(a, b)
                        + " \"boiler\", \"ven_id\": \"%s\"}, {\"party_id\": \"account-a\"}, {\"device_class\": \"hvacDevice\"}]"
                                .formatted(c));

        Event sent = eventsOf("c", c).get(0);
        assertThat(sent.target()).isEqualTo(target(c, List.of(), List.of("boiler")));
        assertThat(sent.signals().get(0).target().orElseThrow().deviceClasses()).containsExactly("hvacDevice");
        assertThat(eventsOf("a", a)).hasSize(1);
        assertThat(eventsOf("b", b)).hasSize(1);
    }

    private void post(String targets) {
        vtn.eventSource()
                .create(
                        TestVtn.ADMIN,
                        Document.parse("{\"targets\": " + targets + "}")
                                .append("market_context", EventFixtures.MARKET)
                                .append("dtstart", "2026-11-24T13:00:00Z")
                                .append("signal_name", "LOAD_DISPATCH")
                                .append("signal_type", "setpoint")
                                .append("intervals", List.of(new Document("duration", "PT30M").append("value", 21))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{}] | targets[0] must name one thing",
                "[\"a\", {\"group_id\": \"g\", \"party_id\": \"p\"}] | targets[1] must name one thing",
                "[{\"resource_id\": \"g\", \"party_id\": \"p\"}] | targets[0]: ven_id must be a text",
                "[{\"group_id\": \" \"}] | targets[0]: group_id must be a text",
                "[{\"pnode\": \"n\"}] | targets[0] has an unknown kind 'pnode'",
                "[7] | targets[0] must name one thing",
                "[] | it has no target",
            })
    void anUnclearTargetIsRefused(String targets, String message) {
        assertThatThrownBy(() -> post(targets))
                .isInstanceOf(EventRefusedException.class)
                .hasMessageContaining(message);
    }
}
