package eu.flexcoop.middleware.extension.api;

import java.util.Objects;
import java.util.Optional;

/**
 * What became of one file of a bundle.
 *
 * @param value what the file says; empty only if the file itself is at fault
 * @param reason why the value is not published, a clause without a full stop; empty if it is
 */
public record FileStatus<T>(BundleFile file, State state, Optional<T> value, Optional<String> reason) {
    /** The three outcomes. */
    public enum State {
        /** In use. */
        PUBLISHED,
        /** In order, but an older bundle has one of its names; it takes over when that bundle leaves. */
        SHADOWED,
        /** The file, or another one of its bundle, has an error. */
        REFUSED
    }

    public FileStatus {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(reason, "reason");
    }
}
