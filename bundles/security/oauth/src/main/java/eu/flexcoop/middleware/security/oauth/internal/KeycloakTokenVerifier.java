package eu.flexcoop.middleware.security.oauth.internal;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

import eu.flexcoop.middleware.extension.api.Whiteboard;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.TokenIssuer;
import eu.flexcoop.middleware.security.api.TokenVerifier;

/**
 * Checks signed tokens with Keycloak's adapter library against the issuers that are trusted now, has opaque ones (and signed ones
 * where an issuer is configured so) introspected by their issuer, and remembers the good ones by their hash.
 */
@Component(configurationPid = OauthConfig.PID, service = TokenVerifier.class)
@Designate(ocd = OauthConfig.class)
public final class KeycloakTokenVerifier implements TokenVerifier {
    private static final int MAX_LENGTH = 16_384;

    private final Whiteboard<String, TrustedIssuer> issuers;
    private final Map<TokenIssuer, InstallationIssuer> development = new ConcurrentHashMap<>();
    private final Cache<String, Verified> verified;
    private final AccountIssuers accounts;
    private final String ownIssuer;
    private final ClaimChecks checks;
    private final Clock clock;

    /**
     * A caller until the token's end.
     *
     * @param end after which the token is not good
     * @param recheck after which its issuer must be asked again
     * @param certificate that the connection must show, as SHA-256 in base64url
     */
    private record Verified(Caller caller, Instant end, Instant recheck, Optional<String> certificate) {}

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
        this.checks = new ClaimChecks(clockSkew, clock);
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

    /** The development issuer is trusted as long as it is there. */
    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.MULTIPLE)
    void bindDevelopment(TokenIssuer issuer, Map<String, ?> properties) {
        bindIssuer(development.computeIfAbsent(issuer, InstallationIssuer::new), properties);
    }

    void unbindDevelopment(TokenIssuer issuer) {
        Optional.ofNullable(development.remove(issuer)).ifPresent(this::unbindIssuer);
    }

    /** A token may have been good by the rules of an issuer that is trusted no longer. */
    private void forget() {
        verified.invalidateAll();
    }

    @Override
    public Caller verify(String token, Optional<X509Certificate> certificate) {
        Verified known = known(token);
        if (known.certificate().isPresent()) {
            requireCertificate(known.certificate().get(), certificate);
        }
        return known.caller();
    }

    @Override
    public void requireValid(String token) {
        known(token);
    }

    private Verified known(String token) {
        if (token.length() > MAX_LENGTH) {
            throw new InvalidTokenException("The token is longer than %d characters".formatted(MAX_LENGTH));
        }
        String hash = Sha256.of(token.getBytes(StandardCharsets.UTF_8));
        Verified known = verified.getIfPresent(hash);
        Instant now = clock.instant();
        if (known == null || now.isAfter(known.recheck())) {
            known = check(token);
            verified.put(hash, known);
        } else if (now.isAfter(known.end())) {
            throw new InvalidTokenException("The token ended at " + known.end());
        }
        return known;
    }

    private static void requireCertificate(String wanted, Optional<X509Certificate> shown) {
        if (shown.isEmpty()) {
            throw new InvalidTokenException("The token is bound to a client certificate and the connection has none");
        }
        try {
            if (!wanted.equals(Sha256.of(shown.get().getEncoded()))) {
                throw new InvalidTokenException("The token is bound to another client certificate");
            }
        } catch (CertificateEncodingException e) {
            throw new InvalidTokenException("The client certificate cannot be read: " + e.getMessage(), e);
        }
    }

    private Verified check(String token) {
        return CompactToken.isOne(token) ? checkSigned(token) : checkOpaque(token);
    }

    private Verified checkSigned(String token) {
        CompactToken signed = CompactToken.parse(token);
        TrustedIssuer issuer = issuerOf(signed.claims());
        signed.requireSignedBy(issuer);
        Instant end =
                checks.end(signed.claims()).orElseThrow(() -> new InvalidTokenException("The token has no end (exp)"));
        return verified(
                signed.claims(), issuer, end, issuer.introspectsSigned() ? askAbout(token, issuer) : Instant.MAX);
    }

    /** @return when its issuer must be asked again */
    private Instant askAbout(String signed, TrustedIssuer issuer) {
        Introspection introspection = issuer.introspection().orElseThrow();
        introspection.ask(signed).orElseThrow(() -> notActive(issuer));
        return clock.instant().plus(introspection.maxAge());
    }

    private static InvalidTokenException notActive(TrustedIssuer issuer) {
        return new InvalidTokenException("The token is not active, says " + issuer.url());
    }

    /** One issuer only sees the token: with it, another one could act for its bearer. */
    private Verified checkOpaque(String token) {
        List<TrustedIssuer> asked = issuers.active().values().stream()
                .filter(issuer -> issuer.introspection().isPresent())
                .filter(issuer -> token.startsWith(issuer.introspection().get().prefix()))
                .toList();
        if (asked.size() != 1) {
            throw new InvalidTokenException(
                    asked.isEmpty()
                            ? "The token is no signed one, and no issuer is configured to introspect it"
                            : "Several issuers are configured to introspect tokens like this; set opaquePrefix of each");
        }
        TrustedIssuer issuer = asked.get(0);
        Introspection introspection = issuer.introspection().get();
        Claims claims = introspection.ask(token).orElseThrow(() -> notActive(issuer));
        if (claims.getIssuer() != null && !claims.getIssuer().equals(issuer.url())) {
            throw new InvalidTokenException(
                    "The token is of issuer %s and not of %s".formatted(claims.getIssuer(), issuer.url()));
        }
        claims.issuer(issuer.url());
        Instant end = checks.end(claims).orElse(Instant.MAX);
        return verified(claims, issuer, end, clock.instant().plus(introspection.maxAge()));
    }

    private Verified verified(Claims claims, TrustedIssuer issuer, Instant end, Instant recheck) {
        ClaimChecks.requireAccessToken(claims);
        Optional<String> certificate = ClaimChecks.boundTo(claims);
        boolean own = issuer.isDevelopment() || issuer.url().equals(ownIssuer);
        Caller caller = issuer.rules().callerOf(claims, own);
        if (!issuer.isDevelopment()) {
            caller.account().ifPresent(account -> accounts.require(account, issuer));
        }
        return new Verified(caller, end, recheck, certificate);
    }

    private TrustedIssuer issuerOf(Claims claims) {
        String url = claims.getIssuer();
        return Optional.ofNullable(url)
                .filter(text -> !text.isBlank())
                .flatMap(issuers::find)
                .orElseThrow(() -> new InvalidTokenException("The token's issuer %s is not trusted".formatted(url)));
    }
}
