package eu.flexcoop.middleware.security.oauth.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DevelopmentIssuerTest {
    @TempDir
    Path folder;

    private final KeycloakTokenVerifier verifier = new KeycloakTokenVerifier(
            (account, issuer) -> {
                throw new AssertionError("accounts of the development issuer belong to nobody");
            },
            "",
            Duration.ofSeconds(30),
            100,
            Duration.ofMinutes(5),
            Clock.systemUTC());

    private DevelopmentIssuer issuer() throws Exception {
        return new DevelopmentIssuer(DevelopmentKey.in(folder.resolve("security")), Clock.systemUTC());
    }

    @Test
    void itsTokensPassTheSameChecksAsAllOthers() throws Exception {
        verifier.bindIssuer(issuer(), Map.of());
        Caller caller = new Caller(
                "alice",
                Role.PROSUMER,
                Optional.of(new AccountId("alice")),
                Optional.of(new AggregatorId("coop")),
                Optional.of("app"),
                Set.of("prosumer", "reader"));

        String token = issuer().issue(
                        "alice",
                        Role.PROSUMER,
                        Set.of("reader", "admin"),
                        caller.account(),
                        caller.aggregator(),
                        caller.client(),
                        Duration.ofHours(1));

        assertThat(verifier.verify(token)).isEqualTo(caller);
    }

    @Test
    void theKeySurvivesARestartAndIsForItsOwnerOnly() throws Exception {
        DevelopmentKey key = DevelopmentKey.in(folder);

        assertThat(DevelopmentKey.in(folder)).isEqualTo(key);
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("development-issuer.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void whereItIsSwitchedOffItsTokensOpenNothing() throws Exception {
        String token = issuer().issue(
                        "op",
                        Role.ADMIN,
                        Set.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofHours(1));

        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContaining("not trusted");
    }
}
