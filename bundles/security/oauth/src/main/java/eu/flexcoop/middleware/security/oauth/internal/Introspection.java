package eu.flexcoop.middleware.security.oauth.internal;

import java.time.Duration;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.UnavailableException;

/** How one issuer tells about its opaque tokens. Thread-safe. */
public interface Introspection {
    /** What its opaque tokens begin with; empty if that is anything. */
    String prefix();

    /** How long an answer counts. */
    Duration maxAge();

    /**
     * @return what the issuer says about an active token; empty if it is not active
     * @throws UnavailableException if the issuer does not answer properly or in time
     */
    Optional<Claims> ask(String token);
}
