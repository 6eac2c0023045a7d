package eu.flexcoop.middleware.security.development.internal;

import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.security.api.TokenIssuer;

/** Signs tokens like Keycloak's with the installation's own key. Thread-safe. */
final class DevelopmentIssuer implements TokenIssuer {
    private static final String URL = "https://development.flexcoop.invalid";
    private static final String AUDIENCE = "flexcoop-middleware";
    private static final String KEY_ID = "development";

    private final DevelopmentKey key;
    private final Clock clock;

    DevelopmentIssuer(DevelopmentKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    @Override
    public String issue(
            String subject,
            Role role,
            Set<String> names,
            Optional<AccountId> account,
            Optional<AggregatorId> aggregator,
            Optional<String> client,
            Duration validity) {
        if (account.isPresent() && !account.get().value().equals(subject)) {
            throw new IllegalArgumentException("Account %s is not the subject %s; a prosumer's account is the subject"
                    .formatted(account.get(), subject));
        }
        Instant now = clock.instant();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(URL)
                .subject(subject)
                .audience(AUDIENCE)
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(validity)))
                .jwtID(UUID.randomUUID().toString())
                .claim("typ", "Bearer")
                .claim("realm_access", Map.of("roles", roles(role, names)));
        client.ifPresent(name -> claims.claim("azp", name));
        aggregator.ifPresent(id -> claims.claim("aggregator_id", id.value()));
        return sign(claims.build());
    }

    /** A further name is never that of a role of the platform, so that the role is the one that was asked for. */
    private static List<String> roles(Role role, Set<String> names) {
        Set<String> platform = Stream.of(Role.values()).map(Role::key).collect(Collectors.toSet());
        return Stream.concat(
                        Stream.of(role.key()),
                        names.stream().filter(name -> !platform.contains(name)).sorted())
                .toList();
    }

    private String sign(JWTClaimsSet claims) {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(JOSEObjectType.JWT)
                        .keyID(KEY_ID)
                        .build(),
                claims);
        try {
            token.sign(new RSASSASigner(key.privateKey()));
        } catch (JOSEException e) {
            throw new IllegalStateException("The JVM cannot sign with RSA", e);
        }
        return token.serialize();
    }

    @Override
    public String url() {
        return URL;
    }

    @Override
    public String audience() {
        return AUDIENCE;
    }

    @Override
    public String keyId() {
        return KEY_ID;
    }

    @Override
    public PublicKey publicKey() {
        return key.publicKey();
    }
}
