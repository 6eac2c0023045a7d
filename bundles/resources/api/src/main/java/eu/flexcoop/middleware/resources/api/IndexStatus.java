package eu.flexcoop.middleware.resources.api;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How far an index of a resource is.
 *
 * @param resource name of the resource
 * @param index name of the index in the collection
 * @param percent of the work that a build has done, where the database tells it
 * @param reason why it cannot be built, a sentence; present if it failed
 */
public record IndexStatus(String resource, String index, State state, OptionalInt percent, Optional<String> reason) {
    public IndexStatus {
        Objects.requireNonNull(resource, "resource");
        Objects.requireNonNull(index, "index");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(percent, "percent");
        Objects.requireNonNull(reason, "reason");
    }

    /** What queries and writes can rely on. */
    public enum State {
        /** It waits for the build of another index of the resource, or for the database. */
        WAITING,
        BUILDING,
        BUILT,
        /** The data or the definition must change first. */
        FAILED
    }
}
