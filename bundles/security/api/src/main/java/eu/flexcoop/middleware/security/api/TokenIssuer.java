package eu.flexcoop.middleware.security.api;

import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;

/**
 * The development issuer: signs tokens with a key of this installation, which are trusted while the service is there. It is
 * absent unless the configuration switches it on, and wherever tokens are taken from a network. Thread-safe.
 */
@ProviderType
public interface TokenIssuer {
    /**
     * A compact JWT, signed and valid from now for the given time.
     *
     * @param names of further roles, which mean something to resource definitions only
     */
    String issue(
            String subject,
            Role role,
            Set<String> names,
            Optional<AccountId> account,
            Optional<AggregatorId> aggregator,
            Optional<String> client,
            Duration validity);

    /** The {@code iss} of its tokens. */
    String url();

    /** The {@code aud} of its tokens. */
    String audience();

    /** The {@code kid} of its tokens. */
    String keyId();

    /** What its signatures are checked with. */
    PublicKey publicKey();
}
