package eu.flexcoop.middleware.openadr.api;

import java.util.List;
import java.util.Objects;

import eu.flexcoop.middleware.core.api.VenId;

/**
 * An event that somebody wants.
 *
 * @param targets VENs that get it, at least one
 */
public record EventRequest(EventTerms terms, List<VenId> targets) {
    public EventRequest {
        Objects.requireNonNull(terms, "terms");
        targets = List.copyOf(targets);
    }
}
