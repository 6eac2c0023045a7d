package eu.flexcoop.middleware.security.oauth.internal;

import java.security.PublicKey;
import java.util.Optional;
import java.util.Set;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.security.api.InvalidTokenException;

/** An issuer whose tokens are accepted. Thread-safe. */
public interface TrustedIssuer {
    /** The {@code iss} of its tokens, character by character. */
    String url();

    /**
     * @param id of the key, null if the token names none
     * @throws InvalidTokenException if the issuer has no such key
     * @throws UnavailableException if its keys were never reached, so that nothing can be said
     */
    PublicKey key(String id);

    /** How its claims are read. */
    ClaimRules rules();

    /** How its opaque tokens are checked; empty if it has none or they are not accepted. */
    default Optional<Introspection> introspection() {
        return Optional.empty();
    }

    /**
     * Whether it is asked about its signed tokens, too, so that those of a session that has ended are refused before their end.
     * It then has an {@link #introspection()}.
     */
    default boolean introspectsSigned() {
        return false;
    }

    /** Whether it signs with a key of this installation. It then may name every cooperative and account and binds none. */
    default boolean isDevelopment() {
        return false;
    }

    /** Other issuers whose accounts become accounts of this one when it names them. */
    default Set<String> formerIssuers() {
        return Set.of();
    }
}
