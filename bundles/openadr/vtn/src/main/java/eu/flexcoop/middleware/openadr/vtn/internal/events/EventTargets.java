package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.Chunks;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.security.api.Caller;

/** Finds the VENs that an event is for and checks that the caller may command each of them. */
final class EventTargets {
    private static final int CHUNK = 1000;

    private final StoredVenRegistry vens;

    EventTargets(StoredVenRegistry vens) {
        this.vens = vens;
    }

    /** @throws EventRefusedException for the first target that is not registered, not the caller's or takes no events */
    List<VenEntry> of(Caller caller, EventRequest request) {
        List<VenEntry> targets = new ArrayList<>(request.targets().size());
        for (List<VenId> chunk : Chunks.of(request.targets(), CHUNK)) {
            Map<VenId, VenEntry> known = vens.byIds(chunk).stream()
                    .filter(VenEntry::isRegistered)
                    .collect(Collectors.toMap(VenEntry::id, Function.identity()));
            chunk.forEach(id -> targets.add(checked(caller, id, known.get(id))));
        }
        return targets;
    }

    private static VenEntry checked(Caller caller, VenId id, VenEntry ven) {
        if (ven == null || !caller.owns(ven.account(), ven.aggregator())) {
            boolean privileged = caller.isPrivileged();
            throw new EventRefusedException(
                    privileged ? 422 : 403,
                    "The event is refused: VEN %s is %s".formatted(id, privileged ? "not registered" : "not yours"),
                    "ven:list shows the VENs that are registered.");
        }
        if (ven.reportOnly()) {
            throw new EventRefusedException(
                    422,
                    "The event is refused: VEN %s only reports and never gets events".formatted(id),
                    "Leave it out of the targets.");
        }
        return ven;
    }
}
