package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import eu.flexcoop.middleware.security.api.Caller;

/**
 * Verification of a token as Keycloak makes them, with the issuer's keys read from a file as in a node. A class of this package, as the
 * verifier's constructor with its dependencies is.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TokenBenchmark {
    private static final String ISSUER = "https://id.coop.example/realms/flexcoop";
    /** More than the verifier of the misses remembers, so that each is a miss. */
    private static final int TOKENS = 1000;

    private final String[] tokens = new String[TOKENS];
    private Path keySet;
    private KeycloakTokenVerifier remembering;
    private KeycloakTokenVerifier forgetful;
    private int next;

    @Setup
    public void issue() throws IOException, JOSEException {
        RSAKey key = new RSAKeyGenerator(2048).keyID("bench").generate();
        keySet = Files.writeString(Files.createTempFile("flexcoop-bench", ".jwks"), new JWKSet(key).toString());
        for (int i = 0; i < TOKENS; i++) {
            tokens[i] = token(key, i);
        }
        remembering = verifier(TOKENS);
        forgetful = verifier(0);
    }

    @TearDown
    public void forget() throws IOException {
        Files.delete(keySet);
    }

    private KeycloakTokenVerifier verifier(int cacheSize) {
        KeycloakTokenVerifier verifier = new KeycloakTokenVerifier(
                (account, issuer) -> {},
                ISSUER,
                Duration.ofSeconds(30),
                cacheSize,
                Duration.ofHours(1),
                Clock.systemUTC());
        Map<String, Object> settings = Map.of(
                "issuer",
                ISSUER,
                "jwks",
                keySet.toString(),
                "audience",
                "flexcoop-middleware",
                "roleClaims",
                new String[] {"realm_access.roles", "resource_access.flexcoop-middleware.roles"});
        verifier.bindIssuer(
                new ConfiguredIssuer((ConfiguredIssuer.Config) Proxy.newProxyInstance(
                        TokenBenchmark.class.getClassLoader(),
                        new Class<?>[] {ConfiguredIssuer.Config.class},
                        (proxy, method, arguments) ->
                                settings.getOrDefault(method.getName(), method.getDefaultValue()))),
                Map.of());
        return verifier;
    }

    private static String token(RSAKey key, int number) throws JOSEException {
        Instant now = Instant.now();
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .subject("6f0c9a52-5f0e-4f3e-8a53-%012d".formatted(number))
                        .audience(List.of("flexcoop-middleware", "account"))
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(3600)))
                        .jwtID("onrtac:7e6d1e3c-5f6f-4a77-9a0f-0f5d0b1a2c31")
                        .claim("typ", "Bearer")
                        .claim("azp", "app")
                        .claim("sid", "0f5d0b1a-5f0e-4f3e-8a53-6f0c9a520f5d")
                        .claim("acr", "1")
                        .claim("allowed-origins", List.of("https://app.coop.example"))
                        .claim(
                                "realm_access",
                                Map.of("roles", List.of("offline_access", "uma_authorization", "prosumer")))
                        .claim(
                                "resource_access",
                                Map.of(
                                        "account",
                                        Map.of("roles", List.of("manage-account", "manage-account-links", "view"))))
                        .claim("scope", "profile email")
                        .claim("email_verified", true)
                        .claim("name", "Ann Example")
                        .claim("preferred_username", "ann")
                        .claim("email", "ann@coop.example")
                        .claim("aggregator_id", "coop")
                        .build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    /** Of the verifier's memory, with the hash by which the token is found there. */
    @Benchmark
    public Caller hit() {
        return remembering.verify(tokens[0]);
    }

    /** Parsed, its key found, its signature and claims checked. */
    @Benchmark
    public Caller miss() {
        next = (next + 1) % TOKENS;
        return forgetful.verify(tokens[next]);
    }
}
