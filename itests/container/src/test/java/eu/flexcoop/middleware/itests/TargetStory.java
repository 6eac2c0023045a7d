package eu.flexcoop.middleware.itests;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;

import static org.assertj.core.api.Assertions.assertThat;

/** Events for groups, resources, parties and classes of devices, and set points of devices. */
final class TargetStory implements VenStory {
    private static final String AC = "ac_1_Home_Hall_hvacDevice_1";
    private static final String BOILER = "boiler_1_Home_Bath_dhwDevice_1";

    private final Middleware middleware;
    private final DrEvents operator;
    private final TestVen ven;
    private final TestVen other;
    private final Instant start = Instant.now().plus(Duration.ofHours(2));
    private String group;

    TargetStory(Middleware middleware) throws Exception {
        this.middleware = middleware;
        operator = new DrEvents(middleware.http("/"), middleware.serviceToken());
        ven = TestVen.enrol(middleware, "with devices");
        other = TestVen.enrol(middleware, "without devices");
    }

    @Override
    public List<Part> parts() {
        return List.of(this::before, this::after);
    }

    private void before() throws Exception {
        ven.join();
        other.join();
        assertThat(ven.ask(RegisteredReport.class, ven.messages().offerStatus(AC + "_setPoint", BOILER + "_setPoint"))
                        .response()
                        .code())
                .isEqualTo("200");
        group = "group-" + VenMessages.id();
        operator.post("ven_groups", "{\"group_id\": \"%s\", \"members\": [\"%s\"]}".formatted(group, ven.id()));
        assertThat(middleware
                        .shell("ven:group-add %s %s".formatted(group, other.id()))
                        .output())
                .contains("1 VEN(s) added");
        assertThat(middleware.shell("ven:group-list --no-format " + group).output())
                .contains(ven.id(), other.id());
        assertThat(operator.read("ven_groups", group).get("member_count").asInt())
                .isEqualTo(2);

        String event = create(
                """
                [{"group_id": "%s"}, {"resource_id": "%s", "ven_id": "%s"}, {"party_id": "%s"},
                 {"device_class": "Thermostat"}]
                """
                        .formatted(group, AC, ven.id(), ven.account()));
        Event seen = event(ven, event);
        assertThat(seen.target().venIds()).containsExactly(ven.id());
        assertThat(seen.target().groupIds()).containsExactly(group);
        assertThat(seen.target().resourceIds()).containsExactly(AC);
        assertThat(seen.signals().get(0).target().orElseThrow().deviceClasses()).containsExactly("Thermostat");
        Event others = event(other, event);
        assertThat(others.target().venIds()).containsExactly(other.id());
        assertThat(others.target().groupIds()).containsExactly(group);
        assertThat(others.target().resourceIds()).isEmpty();
        JsonNode shown = operator.get(event);
        assertThat(shown.get("target_count").asInt()).isEqualTo(2);
        assertThat(shown.get("unanswered_count").asInt()).isEqualTo(2);
        setDevices(21.5, 55);
    }

    private void after() throws Exception {
        assertThat(setPoints()).containsExactlyInAnyOrder(AC + "_setPoint 21.5", BOILER + "_setPoint 55.0");
        setDevices(19, 50);
        assertThat(setPoints()).containsExactlyInAnyOrder(AC + "_setPoint 19.0", BOILER + "_setPoint 50.0");
        assertThat(middleware
                        .shell("dr:event-create --group %s --device-class Thermostat --duration P1D --value 1000 %s"
                                .formatted(group, ven.id()))
                        .output())
                .contains("queued for 2 VEN(s)");
        assertThat(middleware
                        .shell("ven:group-remove %s %s".formatted(group, other.id()))
                        .output())
                .contains("1 VEN(s) removed");
        assertThat(operator.rows("ven_group_members", "{\"group_id\": \"%s\"}".formatted(group)))
                .singleElement()
                .satisfies(member -> assertThat(member.get("ven_id").asText()).isEqualTo(ven.id()));
    }

    private String create(String targets) throws Exception {
        return operator.created(
                """
                {"targets": %s, "market_context": "http://coop.example/targets", "dtstart": "%s",
                 "signals": [{"name": "LOAD_CONTROL", "type": "x-loadControlSetpoint", "unit": "celsius",
                              "intervals": [{"duration": "PT30M", "value": 19}]}]}
                """
                        .formatted(targets, start.toString().replaceAll("\\.\\d+Z", ".000000Z")));
    }

    private void setDevices(double ac, double boiler) throws Exception {
        JsonNode set = operator.post(
                "dr_events",
                """
                [{"device_id": "%s", "status": {"setPoint": %s}}, {"device_id": "%s", "status": {"setPoint": %s}}]
                """
                        .formatted(device("hvacDevice"), ac, device("dhwDevice"), boiler));
        assertThat(set.get("_items")).hasSize(2);
    }

    private String device(String deviceClass) throws Exception {
        return StreamSupport.stream(operator.ofAccount("devices", ven.account()).spliterator(), false)
                .filter(device -> device.get("device_class").asText().equals(deviceClass))
                .map(device -> device.get("device_id").asText())
                .findFirst()
                .orElseThrow();
    }

    /** What the VEN is told to set its devices to. */
    private List<String> setPoints() throws Exception {
        return current(ven).stream()
                .filter(event -> !event.target().deviceClasses().isEmpty())
                .map(event -> event.target().deviceClasses().get(0) + " "
                        + event.signals().get(0).intervals().get(0).value())
                .toList();
    }

    private static Event event(TestVen of, String eventId) throws Exception {
        return current(of).stream()
                .filter(event -> event.descriptor().eventId().equals(eventId))
                .findFirst()
                .orElseThrow();
    }

    private static List<Event> current(TestVen of) throws Exception {
        return of.ask(DistributeEvent.class, of.messages().requestEvent(Optional.empty()))
                .events();
    }
}
