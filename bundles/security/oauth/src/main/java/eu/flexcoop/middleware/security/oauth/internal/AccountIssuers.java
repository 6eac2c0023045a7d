package eu.flexcoop.middleware.security.oauth.internal;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.security.api.InvalidTokenException;

/**
 * Which issuer each account belongs to. An issuer chooses the subjects of its tokens; without this one issuer could name the
 * account of another one's member and act for it. Thread-safe.
 */
public interface AccountIssuers {
    /**
     * Returns if the account belongs to the issuer. An account that no issuer has named before belongs to the issuer from now
     * on, and so does one of its {@link TrustedIssuer#formerIssuers()}.
     *
     * @throws InvalidTokenException if the account belongs to another issuer
     * @throws UnavailableException if that cannot be looked up now
     */
    void require(AccountId account, TrustedIssuer issuer);
}
