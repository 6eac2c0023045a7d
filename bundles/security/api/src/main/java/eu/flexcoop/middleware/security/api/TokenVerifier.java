package eu.flexcoop.middleware.security.api;

import java.security.cert.X509Certificate;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** Checks access tokens against the trusted issuers. Thread-safe; a token seen before costs no signature check. */
@ProviderType
public interface TokenVerifier {
    /**
     * @param token without {@code Bearer}: a signed JWT, or an opaque one that its issuer introspects
     * @param certificate that the client has proved to own on this connection; a token may be bound to it (RFC 8705)
     * @throws InvalidTokenException if it is malformed, expired, not active, of an unknown issuer, for another audience, badly
     *     signed, names no role, or is bound to another certificate
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if the issuer must be asked and does not answer
     */
    Caller verify(String token, Optional<X509Certificate> certificate);

    /** As {@link #verify(String, Optional)} on a connection without a client certificate. */
    default Caller verify(String token) {
        return verify(token, Optional.empty());
    }

    /**
     * Returns if the token of a connection that is already open is still good. Its certificate was checked when the token was
     * verified and cannot change.
     *
     * @throws InvalidTokenException as {@link #verify(String, Optional)}
     */
    void requireValid(String token);
}
