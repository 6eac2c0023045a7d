package eu.flexcoop.middleware.security.oauth.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import eu.flexcoop.middleware.security.api.InvalidTokenException;

/** What the claims of every access token must say, whether it is signed or its issuer was asked. Thread-safe. */
record ClaimChecks(Duration clockSkew, Clock clock) {
    /** RFC 8705 section 3.1: SHA-256 of the client certificate that the token is bound to. */
    private static final String CERTIFICATE = "x5t#S256";

    /** Times beyond it are no times; far below the limit of {@link Instant}, so that sums stay in it. */
    private static final long LAST_SECOND =
            Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    /**
     * @return when the token stops being good; empty if it does not say
     * @throws InvalidTokenException if it ended or has not begun
     */
    Optional<Instant> end(Claims claims) {
        Instant now = clock.instant();
        if (claims.getNbf() != null && now.plus(clockSkew).isBefore(time("nbf", claims.getNbf()))) {
            throw new InvalidTokenException("The token begins at " + time("nbf", claims.getNbf()));
        }
        if (claims.getExp() == null || claims.getExp() <= 0) {
            return Optional.empty();
        }
        Instant end = time("exp", claims.getExp());
        if (now.isAfter(end.plus(clockSkew))) {
            throw new InvalidTokenException("The token ended at " + end);
        }
        return Optional.of(end.plus(clockSkew));
    }

    private static Instant time(String claim, long seconds) {
        if (seconds > LAST_SECOND || seconds < -LAST_SECOND) {
            throw new InvalidTokenException("The token's %s %d is not a time in seconds".formatted(claim, seconds));
        }
        return Instant.ofEpochSecond(seconds);
    }

    /** Keycloak says in {@code typ} what a token is for; an ID token or a refresh token opens nothing here. */
    static void requireAccessToken(Claims claims) {
        if (claims.getType() != null && !claims.getType().equalsIgnoreCase("Bearer")) {
            throw new InvalidTokenException(
                    "The token is of type '%s', not an access token".formatted(claims.getType()));
        }
        if (claims.getSubject() == null || claims.getSubject().isBlank()) {
            throw new InvalidTokenException("The token has no subject (sub)");
        }
        // it becomes an account id, a name in certificates and a word in the log
        if (claims.getSubject().codePoints().anyMatch(Character::isISOControl)) {
            throw new InvalidTokenException("The token's subject (sub) has control characters");
        }
    }

    /**
     * The certificate that the connection must show, as SHA-256 in base64url; empty if the token is a bearer token.
     *
     * @throws InvalidTokenException if the token is bound to something that cannot be checked here
     */
    static Optional<String> boundTo(Claims claims) {
        Object confirmation = claims.getOtherClaims().get("cnf");
        if (confirmation == null) {
            return Optional.empty();
        }
        if (confirmation instanceof Map<?, ?> methods
                && methods.keySet().equals(Set.of(CERTIFICATE))
                && methods.get(CERTIFICATE) instanceof String thumbprint) {
            return Optional.of(thumbprint);
        }
        throw new InvalidTokenException(
                "The token is bound to a key by its claim cnf; only certificates (x5t#S256) can be checked here");
    }
}
