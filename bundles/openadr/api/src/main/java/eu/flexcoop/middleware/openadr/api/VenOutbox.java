package eu.flexcoop.middleware.openadr.api;

import java.time.Instant;
import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.VenId;

/** Messages that are queued for VENs until they acknowledge them. Thread-safe. */
@ProviderType
public interface VenOutbox {
    /** Messages for one VEN, oldest first. */
    List<Waiting> waiting(VenId ven);

    /**
     * @param id of the message
     * @param kind root element, for example {@code oadrCreateReport}
     * @param deliveries how often it was sent without an acknowledgement
     */
    record Waiting(String id, String kind, Instant since, int deliveries) {}
}
