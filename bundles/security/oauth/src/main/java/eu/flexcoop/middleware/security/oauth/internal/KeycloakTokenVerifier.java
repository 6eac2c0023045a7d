package eu.flexcoop.middleware.security.oauth.internal;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.keycloak.common.VerificationException;
import org.keycloak.crypto.SignatureVerifierContext;
import org.keycloak.jose.jws.JWSHeader;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

import eu.flexcoop.middleware.extension.api.Whiteboard;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.TokenVerifier;

/** Checks tokens with Keycloak's adapter library against the issuers that are trusted now, and remembers the good ones. */
@Component(configurationPid = OauthConfig.PID, service = TokenVerifier.class)
@Designate(ocd = OauthConfig.class)
public final class KeycloakTokenVerifier implements TokenVerifier {
    private static final int MAX_LENGTH = 16_384;

    private final Whiteboard<String, TrustedIssuer> issuers;
    private final Cache<String, Verified> verified;
    private final AccountIssuers accounts;
    private final String ownIssuer;
    private final Duration clockSkew;
    private final Clock clock;

    /** A caller until the token's end. */
    private record Verified(Caller caller, Instant end) {}

    @Activate
    public KeycloakTokenVerifier(@Reference AccountIssuers accounts, OauthConfig config) {
        this(
                accounts,
                config.ownIssuer(),
                Duration.parse(config.clockSkew()),
                config.cacheSize(),
                Duration.parse(config.cacheFor()),
                Clock.systemUTC());
    }

    KeycloakTokenVerifier(
            AccountIssuers accounts,
            String ownIssuer,
            Duration clockSkew,
            int cacheSize,
            Duration cacheFor,
            Clock clock) {
        this.accounts = accounts;
        this.ownIssuer = ownIssuer;
        this.clockSkew = clockSkew;
        this.clock = clock;
        this.issuers = new Whiteboard<>("Trusted issuer", TrustedIssuer::url, (url, before, now) -> forget());
        this.verified = Caffeine.newBuilder()
                .maximumSize(cacheSize)
                .expireAfterWrite(cacheFor)
                .build();
    }

    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void bindIssuer(TrustedIssuer issuer, Map<String, ?> properties) {
        issuers.add(issuer, properties);
    }

    void unbindIssuer(TrustedIssuer issuer) {
        issuers.remove(issuer);
    }

    /** A token may have been good by the rules of an issuer that is trusted no longer. */
    private void forget() {
        verified.invalidateAll();
    }

    @Override
    public Caller verify(String token) {
        Verified known = verified.getIfPresent(token);
        if (known == null) {
            known = check(token);
            verified.put(token, known);
        } else if (clock.instant().isAfter(known.end())) {
            throw new InvalidTokenException("The token ended at " + known.end());
        }
        return known.caller();
    }

    private Verified check(String token) {
        if (token.length() > MAX_LENGTH) {
            throw new InvalidTokenException("The token is longer than %d characters".formatted(MAX_LENGTH));
        }
        try {
            org.keycloak.TokenVerifier<Claims> verifier = org.keycloak.TokenVerifier.create(token, Claims.class);
            TrustedIssuer issuer = issuerOf(verifier.getToken());
            verifier.verifierContext(signature(verifier.getHeader(), issuer));
            verifier.verifySignature();
            Claims claims = verifier.getToken();
            Instant end = checkTimes(claims);
            checkKind(claims);
            boolean own = issuer.isDevelopment() || issuer.url().equals(ownIssuer);
            Caller caller = issuer.rules().callerOf(claims, own);
            if (!issuer.isDevelopment()) {
                caller.account().ifPresent(account -> accounts.require(account, issuer));
            }
            return new Verified(caller, end);
        } catch (VerificationException e) {
            throw new InvalidTokenException("The token is not good: " + e.getMessage(), e);
        }
    }

    private TrustedIssuer issuerOf(Claims claims) {
        String url = claims.getIssuer();
        return Optional.ofNullable(url)
                .filter(text -> !text.isBlank())
                .flatMap(issuers::find)
                .orElseThrow(() -> new InvalidTokenException("The token's issuer %s is not trusted".formatted(url)));
    }

    /** What Keycloak's verifier asks for: our own list of algorithms with the issuer's key. */
    private static SignatureVerifierContext signature(JWSHeader header, TrustedIssuer issuer) {
        JwsAlgorithm algorithm = JwsAlgorithm.named(header.getRawAlgorithm())
                .orElseThrow(() -> new InvalidTokenException(
                        "Tokens signed with '%s' are not accepted".formatted(header.getRawAlgorithm())));
        PublicKey key = issuer.key(header.getKeyId());
        if (!algorithm.fits(key)) {
            throw new InvalidTokenException(
                    "Key '%s' of %s is not made for %s".formatted(header.getKeyId(), issuer.url(), algorithm));
        }
        return new SignatureVerifierContext() {
            @Override
            public String getKid() {
                return header.getKeyId();
            }

            @Override
            public String getAlgorithm() {
                return algorithm.name();
            }

            @Override
            public boolean verify(byte[] signed, byte[] signature) {
                try {
                    return algorithm.verifies(key, signed, signature);
                } catch (GeneralSecurityException e) { // not even the form of a signature
                    return false;
                }
            }
        };
    }

    /** @return when the token stops being good */
    private Instant checkTimes(Claims claims) {
        if (claims.getExp() == null || claims.getExp() <= 0) {
            throw new InvalidTokenException("The token has no end (exp)");
        }
        Instant now = clock.instant();
        Instant end = Instant.ofEpochSecond(claims.getExp());
        if (now.isAfter(end.plus(clockSkew))) {
            throw new InvalidTokenException("The token ended at " + end);
        }
        if (claims.getNbf() != null && now.plus(clockSkew).isBefore(Instant.ofEpochSecond(claims.getNbf()))) {
            throw new InvalidTokenException("The token begins at " + Instant.ofEpochSecond(claims.getNbf()));
        }
        return end.plus(clockSkew);
    }

    /** Keycloak says in {@code typ} what a token is for; an ID token or a refresh token opens nothing here. */
    private static void checkKind(Claims claims) {
        if (claims.getType() != null && !claims.getType().equalsIgnoreCase("Bearer")) {
            throw new InvalidTokenException(
                    "The token is of type '%s', not an access token".formatted(claims.getType()));
        }
        if (claims.getSubject() == null || claims.getSubject().isBlank()) {
            throw new InvalidTokenException("The token has no subject (sub)");
        }
    }
}
