package eu.flexcoop.middleware.openadr.vtn.internal.answers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What of a VEN an event is for.
 *
 * @param resourceIds resources of the VEN; empty for all
 * @param deviceClasses kinds of devices; empty for all
 */
public record EventScope(List<String> resourceIds, List<String> deviceClasses) {
    public EventScope {
        resourceIds = List.copyOf(resourceIds);
        deviceClasses = List.copyOf(deviceClasses);
    }

    /**
     * A schedule by which the VEN has nothing left for the event: each part that the event is for is opted out during the period at least
     * once. For a part the schedules for the whole VEN count and those that name it, the one created last first.
     *
     * @param newestFirst by their createdDateTime
     */
    Optional<Opt> optedOutBy(List<Opt> newestFirst, Instant start, Instant end) {
        Optional<Opt> first = Optional.empty();
        for (Part part : parts()) {
            List<Opt> ofPart = newestFirst.stream().filter(part::isMeantBy).toList();
            Optional<Opt> out = Schedules.firstOptOut(ofPart, start, end);
            if (out.isEmpty()) {
                return out;
            }
            first = first.or(() -> out);
        }
        return first;
    }

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Optional<String> resource : eachOf(resourceIds)) {
            for (Optional<String> deviceClass : eachOf(deviceClasses)) {
                parts.add(new Part(resource, deviceClass));
            }
        }
        return parts;
    }

    private static List<Optional<String>> eachOf(List<String> names) {
        return names.isEmpty()
                ? List.of(Optional.empty())
                : names.stream().map(Optional::of).toList();
    }

    private record Part(Optional<String> resource, Optional<String> deviceClass) {
        boolean isMeantBy(Opt opt) {
            return opt.isForWholeVen()
                    || resource.filter(opt.resourceIds()::contains).isPresent()
                    || deviceClass.filter(opt.deviceClasses()::contains).isPresent();
        }
    }
}
