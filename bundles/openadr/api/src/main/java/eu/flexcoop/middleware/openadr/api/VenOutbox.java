package eu.flexcoop.middleware.openadr.api;

import java.time.Instant;
import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.VenId;

/** What the VTN has to say to boxes, kept until they have acknowledged it. Thread-safe. */
@ProviderType
public interface VenOutbox {
    /** Messages that wait for one box, oldest first. */
    List<Waiting> waiting(VenId ven);

    /**
     * @param id of the message
     * @param kind root element, for example {@code oadrCreateReport}
     * @param deliveries how often it was sent without an acknowledgement
     */
    record Waiting(String id, String kind, Instant since, int deliveries) {}
}
