package eu.flexcoop.middleware.routing.spi;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Work that a route has set aside because it failed too often.
 *
 * @param id names it among the dead letters of its route
 * @param subject what it is about, in the words of its owner
 * @param since when it was set aside; empty if that is not known
 * @param reason of the last failure
 */
public record DeadLetter(String id, String subject, Optional<Instant> since, String reason) {
    public DeadLetter {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(reason, "reason");
    }
}
