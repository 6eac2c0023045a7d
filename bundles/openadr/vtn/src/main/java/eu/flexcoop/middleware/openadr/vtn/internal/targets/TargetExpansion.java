package eu.flexcoop.middleware.openadr.vtn.internal.targets;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DrTarget;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.Chunks;
import eu.flexcoop.middleware.openadr.vtn.internal.groups.StoredVenGroups;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.telemetry.api.BoxResource;
import eu.flexcoop.middleware.telemetry.api.ResourceDirectory;

/**
 * Finds the VENs that the targets of an event stand for. A VEN that a target names must be the caller's; of groups, resources, parties
 * and classes of devices only the caller's VENs count. Thread-safe.
 */
@Component(service = TargetExpansion.class)
public final class TargetExpansion {
    private static final int CHUNK = 1000;

    private final StoredVenRegistry vens;
    private final StoredVenGroups groups;
    private final ResourceDirectory resources;

    @Activate
    public TargetExpansion(
            @Reference StoredVenRegistry vens,
            @Reference StoredVenGroups groups,
            @Reference ResourceDirectory resources) {
        this.vens = vens;
        this.groups = groups;
        this.resources = resources;
    }

    /**
     * Each VEN once, in the order of the targets.
     *
     * @throws EventRefusedException naming the first target that is unknown, not the caller's, or stands for nothing
     */
    public List<ReachedVen> of(Caller caller, List<DrTarget> targets) {
        Reached reached = new Reached();
        Map<String, Integer> anywhere = new LinkedHashMap<>();
        Map<VenId, Map<String, Integer>> ofVen = new LinkedHashMap<>();
        Map<String, Integer> classes = new LinkedHashMap<>();
        int index = 0;
        for (DrTarget target : targets) {
            if (target instanceof DrTarget.OfVen named) {
                reached.named(index, named.ven());
            } else if (target instanceof DrTarget.OfGroup group) {
                addGroup(reached, caller, index, group.groupId());
            } else if (target instanceof DrTarget.OfParty party) {
                addParty(reached, caller, index, party.partyId());
            } else if (target instanceof DrTarget.OfDeviceClass devices) {
                classes.putIfAbsent(devices.deviceClass(), index);
            } else if (target instanceof DrTarget.OfResource resource) {
                resource.ven()
                        .map(ven -> ofVen.computeIfAbsent(ven, any -> new LinkedHashMap<>()))
                        .orElse(anywhere)
                        .putIfAbsent(resource.resourceId(), index);
            }
            index++;
        }
        addResources(reached, caller, anywhere);
        addResourcesOf(reached, ofVen);
        if (reached.isEmpty()) {
            addClasses(reached, caller, classes);
        }
        return entries(reached, caller);
    }

    private void addGroup(Reached reached, Caller caller, int index, String group) {
        int[] members = {0};
        boolean known = groups.expand(caller, group, ven -> {
            members[0]++;
            reached.group(ven, group);
        });
        if (!known) {
            throw refused(index, "group '%s' is unknown".formatted(group), "ven:group-list shows the groups.");
        }
        if (members[0] == 0) {
            throw refused(index, "group '%s' has no VEN".formatted(group), "ven:group-add adds VENs.");
        }
    }

    private void addParty(Reached reached, Caller caller, int index, String party) {
        Set<VenId> found = new LinkedHashSet<>();
        vens.forEachOfParty(party, found::add);
        boolean any = false;
        for (List<VenId> chunk : Chunks.of(List.copyOf(found), CHUNK)) {
            for (VenEntry ven : vens.byIds(chunk)) {
                if (caller.owns(ven.account(), ven.aggregator())) {
                    any = true;
                    reached.ven(ven.id());
                }
            }
        }
        if (!any) {
            throw refused(
                    index,
                    "party '%s' has no registered VEN%s".formatted(party, ofCaller(caller)),
                    "party_id is the account or the aggregator of VENs, see ven:list.");
        }
    }

    private void addResources(Reached reached, Caller caller, Map<String, Integer> names) {
        if (names.isEmpty()) {
            return;
        }
        Set<String> missing = new LinkedHashSet<>(names.keySet());
        resources.named(names.keySet(), ofCaller(caller, resource -> {
            missing.remove(resource.wanted());
            reached.resource(resource.owner().ven(), resource.resourceId());
        }));
        missing.stream().findFirst().ifPresent(name -> {
            throw refused(
                    names.get(name),
                    "no VEN%s has registered a resource '%s'".formatted(ofCaller(caller), name),
                    "GET /1/devices and /1/data_points show resource_ids.");
        });
    }

    /** The VENs themselves are checked with those that targets name. */
    private void addResourcesOf(Reached reached, Map<VenId, Map<String, Integer>> ofVen) {
        if (ofVen.isEmpty()) {
            return;
        }
        Map<VenId, Set<String>> missing = new LinkedHashMap<>();
        ofVen.forEach((ven, names) -> {
            reached.named(names.values().iterator().next(), ven);
            missing.put(ven, new LinkedHashSet<>(names.keySet()));
        });
        Set<String> all = ofVen.values().stream()
                .flatMap(names -> names.keySet().stream())
                .collect(Collectors.toSet());
        resources.named(all, ofVen.keySet(), resource -> {
            VenId ven = resource.owner().ven();
            if (ofVen.get(ven).containsKey(resource.wanted())) {
                missing.get(ven).remove(resource.wanted());
                reached.resource(ven, resource.resourceId());
            }
        });
        missing.forEach((ven, names) -> names.stream().findFirst().ifPresent(name -> {
            throw refused(
                    ofVen.get(ven).get(name),
                    "VEN %s has not registered a resource '%s'".formatted(ven, name),
                    "GET /1/devices and /1/data_points show resource_ids.");
        }));
    }

    private void addClasses(Reached reached, Caller caller, Map<String, Integer> classes) {
        Set<String> missing = new HashSet<>(classes.keySet());
        resources.ofClasses(classes.keySet(), ofCaller(caller, device -> {
            missing.remove(device.wanted());
            reached.ven(device.owner().ven());
        }));
        classes.forEach((name, index) -> {
            if (missing.contains(name)) {
                throw refused(
                        index,
                        "no VEN%s has registered a device of class '%s'".formatted(ofCaller(caller), name),
                        "Name VENs, groups, resources or parties beside it.");
            }
        });
    }

    private static Consumer<BoxResource> ofCaller(Caller caller, Consumer<BoxResource> each) {
        return resource -> {
            if (caller.owns(resource.owner().account(), resource.owner().aggregator())) {
                each.accept(resource);
            }
        };
    }

    private static String ofCaller(Caller caller) {
        return caller.isPrivileged() ? "" : " of yours";
    }

    private List<ReachedVen> entries(Reached reached, Caller caller) {
        List<ReachedVen> entries = new ArrayList<>();
        for (List<VenId> chunk : Chunks.of(reached.ids(), CHUNK)) {
            Map<VenId, VenEntry> known = vens.byIds(chunk).stream()
                    .collect(Collectors.toMap(VenEntry::id, Function.identity(), (a, b) -> a, HashMap::new));
            for (VenId id : chunk) {
                VenEntry ven = known.get(id);
                if (ven != null && caller.owns(ven.account(), ven.aggregator())) {
                    entries.add(reached.of(ven));
                } else if (reached.indexOf(id) >= 0) {
                    throw notOwned(caller, reached.indexOf(id), id);
                }
            }
        }
        if (entries.isEmpty()) {
            throw new EventRefusedException(
                    422, "The event is refused: its targets stand for no VEN of yours", "Name other targets.");
        }
        return entries;
    }

    private static EventRefusedException notOwned(Caller caller, int index, VenId ven) {
        boolean privileged = caller.isPrivileged();
        return new EventRefusedException(
                privileged ? 422 : 403,
                "The event is refused: targets[%d]: VEN %s is %s"
                        .formatted(index, ven, privileged ? "not registered" : "not yours"),
                "ven:list shows the VENs that are registered.");
    }

    private static EventRefusedException refused(int index, String what, String advice) {
        return new EventRefusedException(422, "The event is refused: targets[%d]: %s".formatted(index, what), advice);
    }
}
