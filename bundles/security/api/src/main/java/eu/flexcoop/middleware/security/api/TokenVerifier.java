package eu.flexcoop.middleware.security.api;

import org.osgi.annotation.versioning.ProviderType;

/** Checks bearer tokens against the trusted issuers. Thread-safe; a token seen before costs no signature check. */
@ProviderType
public interface TokenVerifier {
    /**
     * @param token the compact JWT, without {@code Bearer}
     * @throws InvalidTokenException if it is malformed, expired, of an unknown issuer, for another audience, badly signed, or
     *     names no role
     */
    Caller verify(String token);
}
