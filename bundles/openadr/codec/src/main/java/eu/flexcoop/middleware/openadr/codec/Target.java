package eu.flexcoop.middleware.openadr.codec;

import java.util.Comparator;
import java.util.List;

/**
 * What something applies to; {@linkplain #isEmpty() empty} means the whole VEN.
 *
 * @param deviceClasses {@code endDeviceAsset/mrid}
 * @param physical meters, points of the grid and areas, in the order of the schema
 */
public record Target(
        List<String> groupIds,
        List<String> groupNames,
        List<String> resourceIds,
        List<String> venIds,
        List<String> partyIds,
        List<String> deviceClasses,
        List<PhysicalTarget> physical) {
    public Target {
        groupIds = List.copyOf(groupIds);
        groupNames = List.copyOf(groupNames);
        resourceIds = List.copyOf(resourceIds);
        venIds = List.copyOf(venIds);
        partyIds = List.copyOf(partyIds);
        deviceClasses = List.copyOf(deviceClasses);
        physical = physical.stream()
                .sorted(Comparator.comparing(PhysicalTarget::kind))
                .toList();
    }

    public static final Target NONE = new Target(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public Target(
            List<String> groupIds,
            List<String> groupNames,
            List<String> resourceIds,
            List<String> venIds,
            List<String> partyIds,
            List<String> deviceClasses) {
        this(groupIds, groupNames, resourceIds, venIds, partyIds, deviceClasses, List.of());
    }

    public static Target ven(String venId) {
        return new Target(List.of(), List.of(), List.of(), List.of(venId), List.of(), List.of());
    }

    public static Target physical(PhysicalTarget... targets) {
        return new Target(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(targets));
    }

    /** Names nothing. */
    public boolean isEmpty() {
        return equals(NONE);
    }
}
