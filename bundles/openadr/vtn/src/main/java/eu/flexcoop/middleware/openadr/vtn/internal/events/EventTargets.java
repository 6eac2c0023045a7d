package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.Chunks;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.security.api.Caller;

/** Finds the VENs that an event is for, checks that the caller may command each of them, and which of them get it. */
final class EventTargets {
    private static final int CHUNK = 1000;

    private final StoredVenRegistry vens;
    private final OptSchedules opts;

    EventTargets(StoredVenRegistry vens, OptSchedules opts) {
        this.vens = vens;
        this.opts = opts;
    }

    /** @param skipped why the VEN does not get the event; empty if it gets it */
    record EventTarget(VenEntry ven, Optional<String> skipped) {}

    /** @throws EventRefusedException for the first target that is unknown or not the caller's */
    List<EventTarget> of(Caller caller, EventRequest request) {
        List<EventTarget> targets = new ArrayList<>(request.targets().size());
        for (List<VenId> chunk : Chunks.of(request.targets(), CHUNK)) {
            Map<VenId, VenEntry> known =
                    vens.byIds(chunk).stream().collect(Collectors.toMap(VenEntry::id, Function.identity()));
            Map<VenId, String> optedOut = opts.optedOut(chunk, request.terms());
            for (VenId id : chunk) {
                VenEntry ven = owned(caller, id, known.get(id));
                targets.add(new EventTarget(ven, reason(ven).or(() -> Optional.ofNullable(optedOut.get(id)))));
            }
        }
        return targets;
    }

    private static VenEntry owned(Caller caller, VenId id, VenEntry ven) {
        if (ven == null || !caller.owns(ven.account(), ven.aggregator())) {
            boolean privileged = caller.isPrivileged();
            throw new EventRefusedException(
                    privileged ? 422 : 403,
                    "The event is refused: VEN %s is %s".formatted(id, privileged ? "not registered" : "not yours"),
                    "ven:list shows the VENs that are registered.");
        }
        return ven;
    }

    private static Optional<String> reason(VenEntry ven) {
        if (!ven.isRegistered()) {
            return Optional.of("VEN %s is not registered".formatted(ven.id()));
        }
        return ven.reportOnly()
                ? Optional.of("VEN %s only reports and never gets events".formatted(ven.id()))
                : Optional.empty();
    }
}
