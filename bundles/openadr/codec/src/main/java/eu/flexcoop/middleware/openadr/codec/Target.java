package eu.flexcoop.middleware.openadr.codec;

import java.util.List;

/**
 * What something applies to; empty means the whole VEN. Geographic and grid targets are skipped.
 *
 * @param deviceClasses {@code endDeviceAsset/mrid}
 */
public record Target(
        List<String> groupIds,
        List<String> groupNames,
        List<String> resourceIds,
        List<String> venIds,
        List<String> partyIds,
        List<String> deviceClasses) {
    public Target {
        groupIds = List.copyOf(groupIds);
        groupNames = List.copyOf(groupNames);
        resourceIds = List.copyOf(resourceIds);
        venIds = List.copyOf(venIds);
        partyIds = List.copyOf(partyIds);
        deviceClasses = List.copyOf(deviceClasses);
    }

    public static final Target NONE = new Target(List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

    public static Target ven(String venId) {
        return new Target(List.of(), List.of(), List.of(), List.of(venId), List.of(), List.of());
    }
}
