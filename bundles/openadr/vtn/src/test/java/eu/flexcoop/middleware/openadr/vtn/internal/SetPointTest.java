package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventSource;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

/** Set points of devices, in the platform's own form. */
class SetPointTest {
    private static final Caller ANN = new Caller(
            "account-a", Role.PROSUMER, Optional.of(new AccountId("account-a")), Optional.empty(), Optional.empty());
    private static final Caller BOB = new Caller(
            "account-b", Role.PROSUMER, Optional.of(new AccountId("account-b")), Optional.empty(), Optional.empty());

    private TestVtn vtn;
    private EventSource source;
    private VenId ven;

    @BeforeEach
    void start() throws IOException {
        vtn = new TestVtn(TestMongo.empty());
        source = vtn.eventSource();
        ven = vtn.join("a");
        vtn.resources.putStatus(ven, "a", "ac", "setPoint", "mode");
        vtn.resources.putStatus(ven, "a", "boiler", "setPoint");
    }

    private static Document setPoint(String device, String item, Object value) {
        return new Document("device_id", device).append("status", new Document(item, value));
    }

    private List<Event> events() {
        return ((DistributeEvent) vtn.send(
                        OadrService.EI_EVENT, TestVtn.box("a"), new RequestEvent("r", ven.value(), Optional.empty())))
                .events();
    }

    private static double value(Event event) {
        return event.signals().get(0).intervals().get(0).value();
    }

    @Test
    void aSetPointBecomesALoadControlEventForTheDevice() {
        Map<String, Object> answer = source.create(ANN, setPoint("device-ac", "setPoint", 21.5));

        Event event = events().get(0);
        assertThat(answer).containsEntry("event_id", event.descriptor().eventId());
        assertThat(event.descriptor().status()).isEqualTo(EventStatus.ACTIVE);
        assertThat(event.activePeriod().duration()).as("open ended").isZero();
        assertThat(event.responseRequired()).isFalse();
        assertThat(event.target())
                .isEqualTo(new Target(
                        List.of(), List.of(), List.of("ac"), List.of(ven.value()), List.of(), List.of("ac_setPoint")));
        assertThat(event.signals()).singleElement().satisfies(signal -> {
            assertThat(signal.name()).isEqualTo("LOAD_CONTROL");
            assertThat(signal.type()).isEqualTo("x-loadControlSetpoint");
            assertThat(signal.currentValue()).contains(21.5);
        });
        assertThat(value(event)).isEqualTo(21.5);
    }

    @Test
    void severalDevicesOfOneVenAndSeveralItemsOfOneDeviceAllArrive() {
        List<Map<String, Object>> answers = source.createAll(
                ANN,
                List.of(
                        new Document("device_id", "device-ac")
                                .append("account_id", "account-a")
                                .append("aggregator_id", "coop.example")
                                .append("status", new Document("setPoint", 21.5).append("mode", "2")),
                        setPoint("device-boiler", "setPoint", 55)));

        assertThat(events())
                .extracting(event -> event.target().deviceClasses().get(0), SetPointTest::value)
                .containsExactlyInAnyOrder(
                        tuple("ac_setPoint", 21.5), tuple("ac_mode", 2.0), tuple("boiler_setPoint", 55.0));
        assertThat(answers).hasSize(2);
        assertThat((List<?>) answers.get(0).get("event_ids")).hasSize(2);
    }

    @Test
    void theNextSetPointChangesTheEvent() {
        Map<String, Object> first = source.create(ANN, setPoint("device-ac", "setPoint", 21.5));
        vtn.clock.turn(Duration.ofMinutes(5));

        Map<String, Object> second = source.create(ANN, setPoint("device-ac", "setPoint", 19));

        assertThat(second).containsEntry("event_id", first.get("event_id")).containsEntry("modification_number", 1);
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(value(event)).isEqualTo(19);
            assertThat(event.activePeriod().start()).isEqualTo(vtn.clock.instant());
            assertThat(event.descriptor().modificationNumber()).isEqualTo(1);
        });
    }

    @Test
    void theSameDeviceTwiceInOnePostEndsWithTheLastValue() {
        source.createAll(ANN, List.of(setPoint("device-ac", "setPoint", 21), setPoint("device-ac", "setPoint", 22)));

        assertThat(events()).singleElement().satisfies(event -> assertThat(value(event))
                .isEqualTo(22));
    }

    @Test
    void aCancelledSetPointIsFollowedByANewEvent() {
        Map<String, Object> first = source.create(ANN, setPoint("device-ac", "setPoint", 21.5));
        vtn.events.cancel(ANN, first.get("event_id").toString());

        Map<String, Object> second = source.create(ANN, setPoint("device-ac", "setPoint", 22));

        assertThat(second.get("event_id")).isNotEqualTo(first.get("event_id"));
    }

    @Test
    void thePersonAndTheOperatorSetIndependently() {
        source.create(ANN, setPoint("device-ac", "setPoint", 21));
        source.create(TestVtn.ADMIN, setPoint("device-ac", "setPoint", 18));

        assertThat(events()).extracting(SetPointTest::value).containsExactlyInAnyOrder(21.0, 18.0);
    }

    @Test
    void otherKindsOfLoadControlAndAnswersMayBeAskedFor() {
        source.create(
                ANN,
                setPoint("device-ac", "setPoint", 0.5)
                        .append("signal_type", "x-loadControlCapacity")
                        .append("unit", "%")
                        .append("priority", 1)
                        .append("vtn_comment", "evening peak")
                        .append("response_required", "always"));

        Event event = events().get(0);
        assertThat(event.signals().get(0).type()).isEqualTo("x-loadControlCapacity");
        assertThat(event.signals().get(0).itemBase().orElseThrow().units()).isEqualTo("%");
        assertThat(event.responseRequired()).isTrue();
        assertThat(event.descriptor().priority()).isEqualTo(1);
        assertThat(event.descriptor().vtnComment()).contains("evening peak");
    }

    @Test
    void nothingIsSetIfOneSetPointIsRefused() {
        refused(TestVtn.ADMIN, setPoint("device-x", "setPoint", 1), 422, "device 'device-x' is unknown");
        refused(BOB, setPoint("device-ac", "setPoint", 1), 403, "device 'device-ac' is not yours");
        refused(ANN, setPoint("device-boiler", "mode", "1"), 422, "has no status 'mode', only [setPoint]");
        refused(ANN, setPoint("device-ac", "mode", "warm"), 422, "status.mode must be a number");
        refused(ANN, new Document("device_id", "device-ac"), 422, "status must hold at least one value");
        refused(
                ANN,
                setPoint("device-ac", "setPoint", 1).append("targets", List.of("v")),
                422,
                "either device_id and status or targets");
        refused(
                ANN,
                setPoint("device-ac", "setPoint", 1).append("account_id", "account-b"),
                422,
                "does not belong to account_id 'account-b'");
        refused(ANN, setPoint("device-ac", "setPoint", 1).append("signal_type", "level"), 422, "has no type 'level'");
        refused(ANN, setPoint("device-ac", "setPoint", 1).append("unit", "K"), 422, "has no unit 'K'");
        assertThat(events()).isEmpty();
    }

    private void refused(Caller caller, Document body, int status, String message) {
        List<Document> bodies = List.of(setPoint("device-boiler", "setPoint", 50), body);
        assertThatThrownBy(() -> source.createAll(caller, caller.equals(BOB) ? List.of(body) : bodies))
                .isInstanceOfSatisfying(
                        EventRefusedException.class, e -> assertThat(e.status()).isEqualTo(status))
                .hasMessageContaining(message);
    }

    @Test
    void otherEventsAreCreatedOneByOne() {
        Document event = new Document("targets", List.of(ven.value()));

        assertThatThrownBy(() -> source.createAll(ANN, List.of(event, event)))
                .hasMessageContaining("one document at a time");
    }
}
