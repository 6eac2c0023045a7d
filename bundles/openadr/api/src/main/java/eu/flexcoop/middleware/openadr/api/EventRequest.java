package eu.flexcoop.middleware.openadr.api;

import java.util.Collection;
import java.util.List;
import java.util.Objects;

import eu.flexcoop.middleware.core.api.VenId;

/**
 * An event that somebody wants.
 *
 * @param targets whom it is for, at least one
 */
public record EventRequest(EventTerms terms, List<DrTarget> targets) {
    public EventRequest {
        Objects.requireNonNull(terms, "terms");
        targets = List.copyOf(targets);
    }

    /** For these VENs. */
    public static EventRequest forVens(EventTerms terms, Collection<VenId> vens) {
        return new EventRequest(
                terms, vens.stream().<DrTarget>map(DrTarget.OfVen::new).toList());
    }
}
