package eu.flexcoop.middleware.security.development.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DevelopmentIssuerTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @TempDir
    Path folder;

    private DevelopmentIssuer issuer() throws Exception {
        return new DevelopmentIssuer(DevelopmentKey.in(folder.resolve("security")), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void itsTokensSayWhatKeycloaksSay() throws Exception {
        DevelopmentIssuer issuer = issuer();

        SignedJWT token = SignedJWT.parse(issuer.issue(
                "alice",
                Role.PROSUMER,
                Set.of("reader", "admin"),
                Optional.of(new AccountId("alice")),
                Optional.of(new AggregatorId("coop")),
                Optional.of("app"),
                Duration.ofHours(1)));

        assertThat(token.verify(new RSASSAVerifier((RSAPublicKey) issuer.publicKey())))
                .isTrue();
        assertThat(token.getHeader().getKeyID()).isEqualTo(issuer.keyId());
        JWTClaimsSet claims = token.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo(issuer.url());
        assertThat(claims.getAudience()).containsExactly(issuer.audience());
        assertThat(claims.getSubject()).isEqualTo("alice");
        assertThat(claims.getExpirationTime()).isEqualTo(Date.from(NOW.plusSeconds(3600)));
        assertThat(claims.getClaim("realm_access"))
                .as("no role of the platform but the one that was asked for")
                .isEqualTo(Map.of("roles", List.of("prosumer", "reader")));
        assertThat(claims.getStringClaim("azp")).isEqualTo("app");
        assertThat(claims.getStringClaim("aggregator_id")).isEqualTo("coop");
        assertThat(claims.getStringClaim("typ")).isEqualTo("Bearer");
    }

    @Test
    void anAccountIsTheSubject() throws Exception {
        DevelopmentIssuer issuer = issuer();

        assertThatThrownBy(() -> issuer.issue(
                        "alice",
                        Role.PROSUMER,
                        Set.of(),
                        Optional.of(new AccountId("bob")),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofHours(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bob");
    }

    @Test
    void theKeySurvivesARestartAndIsForItsOwnerOnly() throws Exception {
        DevelopmentKey key = DevelopmentKey.in(folder);

        assertThat(DevelopmentKey.in(folder)).isEqualTo(key);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("development-issuer.key"))))
                .isEqualTo("rw-------");
    }
}
