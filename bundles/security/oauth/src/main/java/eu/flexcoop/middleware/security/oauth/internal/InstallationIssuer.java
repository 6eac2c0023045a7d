package eu.flexcoop.middleware.security.oauth.internal;

import java.security.PublicKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.security.api.TokenIssuer;

/** The development issuer, as one whose tokens are trusted. */
final class InstallationIssuer implements TrustedIssuer {
    private final TokenIssuer issuer;
    private final ClaimRules rules;

    InstallationIssuer(TokenIssuer issuer) {
        this.issuer = issuer;
        this.rules = new ClaimRules(
                Optional.of(issuer.audience()),
                List.of("realm_access.roles"),
                Map.of(),
                EnumSet.allOf(Role.class),
                List.of("aggregator_id"),
                Set.of());
    }

    @Override
    public String url() {
        return issuer.url();
    }

    @Override
    public PublicKey key(String id) {
        if (!issuer.keyId().equals(id)) {
            throw new InvalidTokenException("The development issuer has no key '%s'".formatted(id));
        }
        return issuer.publicKey();
    }

    @Override
    public ClaimRules rules() {
        return rules;
    }

    /** Whoever has its key is an administrator anyway; a binding would only lock the account's real owner out. */
    @Override
    public boolean isDevelopment() {
        return true;
    }
}
