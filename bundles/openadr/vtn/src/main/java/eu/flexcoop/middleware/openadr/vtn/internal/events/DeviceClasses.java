package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.util.List;

import eu.flexcoop.middleware.openadr.api.DrTarget;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventTerms;

/** Targets by device class: VENs see them in the signals. */
final class DeviceClasses {
    private DeviceClasses() {}

    /** The terms of the event, with the classes among its targets in the signals that have none of their own. */
    static EventTerms narrowed(EventRequest request) {
        List<String> classes = request.targets().stream()
                .filter(DrTarget.OfDeviceClass.class::isInstance)
                .map(target -> ((DrTarget.OfDeviceClass) target).deviceClass())
                .distinct()
                .toList();
        EventTerms terms = request.terms();
        if (classes.isEmpty()) {
            return terms;
        }
        List<EventTerms.Signal> signals = terms.signals().stream()
                .map(signal -> signal.deviceClasses().isEmpty() ? signal.withDeviceClasses(classes) : signal)
                .toList();
        return terms.withSignals(signals);
    }
}
