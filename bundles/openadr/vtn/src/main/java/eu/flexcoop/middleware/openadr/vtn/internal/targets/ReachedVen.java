package eu.flexcoop.middleware.openadr.vtn.internal.targets;

import java.util.List;

import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/**
 * A VEN that targets of an event stand for, with the ids of those targets that are its own.
 *
 * @param groupIds groups by which it was reached
 * @param resourceIds its resources that were named, as it knows them
 * @param assetIds data points that the event is for ({@code endDeviceAsset/mrid})
 */
public record ReachedVen(VenEntry ven, List<String> groupIds, List<String> resourceIds, List<String> assetIds) {
    public ReachedVen {
        groupIds = List.copyOf(groupIds);
        resourceIds = List.copyOf(resourceIds);
        assetIds = List.copyOf(assetIds);
    }

    /** As a whole. */
    public static ReachedVen whole(VenEntry ven) {
        return new ReachedVen(ven, List.of(), List.of(), List.of());
    }
}
