package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.keycloak.util.JsonSerialization;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.security.api.TokenIssuer;

/** Signs tokens like Keycloak's with the installation's own key and is the issuer that is trusted for them. */
final class DevelopmentIssuer implements TokenIssuer, TrustedIssuer {
    static final String URL = "https://development.flexcoop.invalid";
    static final String AUDIENCE = "flexcoop-middleware";
    private static final String KEY_ID = "development";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final DevelopmentKey key;
    private final Clock clock;
    private final ClaimRules rules = new ClaimRules(
            Optional.of(AUDIENCE),
            List.of("realm_access.roles"),
            Map.of(),
            EnumSet.allOf(Role.class),
            List.of("aggregator_id"),
            Set.of());

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
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", URL);
        claims.put("sub", subject);
        claims.put("aud", AUDIENCE);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(validity).getEpochSecond());
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("typ", "Bearer");
        claims.put("realm_access", Map.of("roles", roles(role, names)));
        client.ifPresent(name -> claims.put("azp", name));
        aggregator.ifPresent(id -> claims.put("aggregator_id", id.value()));
        return sign(Map.of("alg", "RS256", "typ", "JWT", "kid", KEY_ID), claims);
    }

    /** A further name is never that of a role of the platform, so that the role is the one that was asked for. */
    private static List<String> roles(Role role, Set<String> names) {
        Set<String> platform = Stream.of(Role.values()).map(Role::key).collect(Collectors.toSet());
        return Stream.concat(
                        Stream.of(role.key()),
                        names.stream().filter(name -> !platform.contains(name)).sorted())
                .toList();
    }

    private String sign(Map<String, Object> header, Map<String, Object> claims) {
        try {
            String signed = BASE64.encodeToString(JsonSerialization.writeValueAsBytes(header))
                    + "."
                    + BASE64.encodeToString(JsonSerialization.writeValueAsBytes(claims));
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.privateKey());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64.encodeToString(signature.sign());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JVM cannot sign with RSA", e);
        }
    }

    @Override
    public String url() {
        return URL;
    }

    @Override
    public PublicKey key(String id) {
        if (!KEY_ID.equals(id)) {
            throw new InvalidTokenException("The development issuer has no key '%s'".formatted(id));
        }
        return key.publicKey();
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
