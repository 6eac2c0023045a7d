package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.vtn.internal.Chunks;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.EventScope;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.Schedules;
import eu.flexcoop.middleware.openadr.vtn.internal.targets.ReachedVen;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/** Judges which of the VENs that an event is for get it, each by itself. */
final class EventTargets {
    private static final int CHUNK = 1000;

    private final Schedules opts;

    EventTargets(Schedules opts) {
        this.opts = opts;
    }

    /** @param skipped why the VEN does not get the event; empty if it gets it */
    record EventTarget(ReachedVen reached, Optional<String> skipped) {
        VenEntry ven() {
            return reached.ven();
        }
    }

    /** One for each VEN, in the same order. */
    List<EventTarget> of(List<ReachedVen> reached, EventTerms terms) {
        List<EventTarget> targets = new ArrayList<>(reached.size());
        List<String> classes = classes(terms);
        for (List<ReachedVen> chunk : Chunks.of(reached, CHUNK)) {
            Map<VenId, EventScope> scopes = new HashMap<>();
            chunk.forEach(each -> scopes.put(each.ven().id(), scope(each, classes)));
            Map<VenId, String> optedOut = opts.optedOut(scopes, terms);
            for (ReachedVen each : chunk) {
                targets.add(new EventTarget(
                        each,
                        reason(each.ven())
                                .or(() -> Optional.ofNullable(
                                        optedOut.get(each.ven().id())))));
            }
        }
        return targets;
    }

    /** A VEN that is reached by a group too gets the event as a whole. */
    private static EventScope scope(ReachedVen reached, List<String> deviceClasses) {
        return new EventScope(reached.groupIds().isEmpty() ? reached.resourceIds() : List.of(), deviceClasses);
    }

    /** Those that the event is for; empty if a signal is for all devices. */
    private static List<String> classes(EventTerms terms) {
        boolean all = terms.signals().stream()
                .anyMatch(signal -> signal.deviceClasses().isEmpty());
        return all
                ? List.of()
                : terms.signals().stream()
                        .flatMap(signal -> signal.deviceClasses().stream())
                        .distinct()
                        .toList();
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
