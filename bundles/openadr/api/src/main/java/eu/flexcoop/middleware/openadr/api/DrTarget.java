package eu.flexcoop.middleware.openadr.api;

import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.VenId;

/**
 * Whom an event is for. The VTN finds the VENs when the event is created; of several targets that reach the same VEN it makes one
 * delivery.
 */
public sealed interface DrTarget {
    /** One VEN as a whole. */
    record OfVen(VenId ven) implements DrTarget {
        public OfVen {
            Objects.requireNonNull(ven, "ven");
        }
    }

    /** The members of a group of VENs at the time the event is created. */
    record OfGroup(String groupId) implements DrTarget {
        public OfGroup {
            Objects.requireNonNull(groupId, "groupId");
        }
    }

    /**
     * A device that VENs registered.
     *
     * @param resourceId the {@code resourceID} of its data points, else the device part of its rIDs; the platform's device id also
     *     names it
     * @param ven that has the device; empty for every VEN that has one of this name
     */
    record OfResource(String resourceId, Optional<VenId> ven) implements DrTarget {
        public OfResource {
            Objects.requireNonNull(resourceId, "resourceId");
            Objects.requireNonNull(ven, "ven");
        }
    }

    /** The registered VENs of an account or of an aggregator. */
    record OfParty(String partyId) implements DrTarget {
        public OfParty {
            Objects.requireNonNull(partyId, "partyId");
        }
    }

    /**
     * Narrows an event to devices of a class, for the signals that name no class themselves. Alone it stands for the VENs that
     * have registered such a device.
     */
    record OfDeviceClass(String deviceClass) implements DrTarget {
        public OfDeviceClass {
            Objects.requireNonNull(deviceClass, "deviceClass");
        }
    }
}
