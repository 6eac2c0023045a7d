package eu.flexcoop.middleware.openadr.vtn.internal.targets;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/** The VENs that were found so far, each once, in the order in which they were found. Not thread-safe. */
final class Reached {
    private static final int MOST = 100_000;
    private static final int NOT_NAMED = -1;

    private static final class Names {
        private int index = NOT_NAMED;
        private Set<String> groups = Set.of();
        private Set<String> resources = Set.of();
    }

    private final Map<VenId, Names> vens = new LinkedHashMap<>();

    /** @throws EventRefusedException if there are too many */
    private Names names(VenId ven) {
        Names names = vens.computeIfAbsent(ven, any -> new Names());
        if (vens.size() > MOST) {
            throw new EventRefusedException(
                    422,
                    "The event is refused: its targets stand for more than %d VENs".formatted(MOST),
                    "Create several events.");
        }
        return names;
    }

    void ven(VenId ven) {
        names(ven);
    }

    /** One that target {@code index} names itself. */
    void named(int index, VenId ven) {
        Names names = names(ven);
        names.index = names.index == NOT_NAMED ? index : names.index;
    }

    void group(VenId ven, String group) {
        Names names = names(ven);
        names.groups = with(names.groups, group);
    }

    void resource(VenId ven, String resource) {
        Names names = names(ven);
        names.resources = with(names.resources, resource);
    }

    /** Most VENs have none or one, of which there are few different ones. */
    private static Set<String> with(Set<String> all, String one) {
        if (all.isEmpty()) {
            return Collections.singleton(one);
        }
        Set<String> more = new LinkedHashSet<>(all);
        more.add(one);
        return more;
    }

    boolean isEmpty() {
        return vens.isEmpty();
    }

    List<VenId> ids() {
        return new ArrayList<>(vens.keySet());
    }

    /** Which target names the VEN itself; -1 if it was only found. */
    int indexOf(VenId ven) {
        return vens.get(ven).index;
    }

    ReachedVen of(VenEntry ven) {
        Names names = vens.get(ven.id());
        return new ReachedVen(ven, List.copyOf(names.groups), List.copyOf(names.resources), List.of());
    }
}
