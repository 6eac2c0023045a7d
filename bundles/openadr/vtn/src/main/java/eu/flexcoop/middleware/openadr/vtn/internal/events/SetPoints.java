package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.api.EventTiming;
import eu.flexcoop.middleware.openadr.vtn.internal.targets.ReachedVen;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.telemetry.api.ResourceDirectory;
import eu.flexcoop.middleware.telemetry.api.StatusPoint;

/**
 * Turns set points of devices into LOAD_CONTROL events: an event of its own for each item of the status of a device, from now on and
 * without an end, as the platform's boxes expect it. Each has a market context of its own, so that devices of one VEN do not stand
 * against each other. The next set point of the same owner for the item changes the event. Thread-safe.
 */
@Component(service = SetPoints.class)
public final class SetPoints {
    private static final int ATTEMPTS = 3;

    private final StoredDrEvents events;
    private final EventDeliveries deliveries;
    private final ResourceDirectory resources;
    private final StoredVenRegistry vens;
    private final Clock clock;

    @Activate
    public SetPoints(
            @Reference StoredDrEvents events,
            @Reference EventDeliveries deliveries,
            @Reference ResourceDirectory resources,
            @Reference StoredVenRegistry vens) {
        this(events, deliveries, resources, vens, Clock.systemUTC());
    }

    public SetPoints(
            StoredDrEvents events,
            EventDeliveries deliveries,
            ResourceDirectory resources,
            StoredVenRegistry vens,
            Clock clock) {
        this.events = events;
        this.deliveries = deliveries;
        this.resources = resources;
        this.vens = vens;
        this.clock = clock;
    }

    private record Command(ReachedVen ven, EventTerms terms) {}

    /**
     * Everything is checked before the first event is created. To repeat a call is harmless.
     *
     * @return the events of each set point, in the order of the status items
     * @throws EventRefusedException naming the device or the item that is unknown or not the caller's
     */
    List<List<DrEvent>> set(Caller caller, List<SetPoint> setPoints) {
        Map<DeviceId, Map<String, StatusPoint>> known = statusPoints(setPoints);
        Map<VenId, VenEntry> boxes = boxes(known);
        Instant now = Instant.ofEpochMilli(clock.millis());
        List<List<Command>> commands = new ArrayList<>();
        for (SetPoint setPoint : setPoints) {
            List<Command> ofDevice = new ArrayList<>();
            for (String item : setPoint.values().keySet()) {
                StatusPoint point = point(caller, setPoint, item, known, boxes);
                EventTerms terms = terms(setPoint, item, now);
                EventRules.check(terms, now);
                ofDevice.add(
                        new Command(reached(boxes.get(point.device().owner().ven()), point), terms));
            }
            commands.add(ofDevice);
        }
        return commands.stream()
                .map(ofDevice -> ofDevice.stream()
                        .map(command -> carryOut(caller, command))
                        .toList())
                .toList();
    }

    private Map<DeviceId, Map<String, StatusPoint>> statusPoints(List<SetPoint> setPoints) {
        Map<DeviceId, Map<String, StatusPoint>> points = new HashMap<>();
        resources
                .statusPoints(
                        setPoints.stream().map(SetPoint::device).distinct().toList())
                .forEach(point -> points.computeIfAbsent(point.device().device(), any -> new HashMap<>())
                        .put(point.item(), point));
        return points;
    }

    private Map<VenId, VenEntry> boxes(Map<DeviceId, Map<String, StatusPoint>> known) {
        List<VenId> ids = known.values().stream()
                .flatMap(points -> points.values().stream())
                .map(point -> point.device().owner().ven())
                .distinct()
                .toList();
        return vens.byIds(ids).stream().collect(Collectors.toMap(VenEntry::id, Function.identity()));
    }

    private static StatusPoint point(
            Caller caller,
            SetPoint setPoint,
            String item,
            Map<DeviceId, Map<String, StatusPoint>> known,
            Map<VenId, VenEntry> boxes) {
        Map<String, StatusPoint> points = known.getOrDefault(setPoint.device(), Map.of());
        VenEntry box = points.values().stream()
                .findFirst()
                .map(point -> boxes.get(point.device().owner().ven()))
                .orElse(null);
        if (box == null || !caller.owns(box.account(), box.aggregator())) {
            throw refused(
                    caller.isPrivileged() ? 422 : 403,
                    "device '%s' is %s".formatted(setPoint.device(), caller.isPrivileged() ? "unknown" : "not yours"),
                    "GET /1/devices shows the devices and their status.");
        }
        setPoint.requireOwner(box);
        StatusPoint point = points.get(item);
        if (point == null) {
            throw refused(
                    422,
                    "device '%s' has no status '%s', only %s"
                            .formatted(setPoint.device(), item, new TreeSet<>(points.keySet())),
                    "Set what the device reports as its status.");
        }
        if (!box.isRegistered()) {
            throw refused(
                    409,
                    "VEN %s of device '%s' is not registered".formatted(box.id(), setPoint.device()),
                    "Wait for it.");
        }
        return point;
    }

    private static ReachedVen reached(VenEntry ven, StatusPoint point) {
        return new ReachedVen(ven, List.of(), List.of(point.device().resourceId()), List.of(point.rid()));
    }

    private static EventTerms terms(SetPoint setPoint, String item, Instant now) {
        EventTerms.Signal signal = new EventTerms.Signal(
                "LOAD_CONTROL",
                setPoint.type(),
                setPoint.unit(),
                List.of(new EventTerms.Interval(Duration.ZERO, setPoint.values().get(item))),
                List.of());
        return EventTermsDocument.ofSetPoint(
                setPoint.body(),
                "http://flexcoop.eu/setpoint/%s/%s".formatted(setPoint.device(), item),
                EventTiming.startingAt(now),
                List.of(signal));
    }

    private DrEvent carryOut(Caller caller, Command command) {
        for (int attempt = 1; ; attempt++) {
            try {
                return next(caller, command);
            } catch (EventRefusedException e) {
                // somebody else has set the device at the same time: change what is there now
                if (e.status() != 409 || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private DrEvent next(Caller caller, Command command) {
        Optional<DrEvent> running = deliveries
                .running(
                        command.ven().ven().id(),
                        EventAccess.owner(caller),
                        command.terms().marketContext())
                .flatMap(id -> events.find(caller, id));
        return running.map(event -> events.modify(caller, event.id(), event.modificationNumber(), command.terms()))
                .orElseGet(() -> events.createFor(caller, List.of(command.ven()), command.terms()));
    }

    static EventRefusedException refused(int status, String what, String advice) {
        return new EventRefusedException(status, "The set point is refused: " + what, advice);
    }
}
