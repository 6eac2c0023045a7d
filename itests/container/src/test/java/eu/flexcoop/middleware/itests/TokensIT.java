package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.SignedJWT;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.box.BoxFolder;
import eu.flexcoop.middleware.box.BoxKeys;
import eu.flexcoop.middleware.box.BoxRefusedException;
import eu.flexcoop.middleware.box.BoxSettings;
import eu.flexcoop.middleware.box.Enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Whose tokens the running container takes: those of a real Keycloak that its operator has configured as docs/security.md shows, those
 * of a second issuer, and those of the development issuer.
 */
class TokensIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    /** The member of {@code flexcoop-realm.json}. */
    private static final String ANN = "6f0c9a52-5f0e-4f3e-8a53-0f5d0b1a2c31";

    private static final String COOP = "coop";

    private static RealKeycloak keycloak;
    private static TestIssuer second;
    private static Middleware middleware;
    private static Path issuerFile;

    @BeforeAll
    static void start() throws Exception {
        keycloak = RealKeycloak.start();
        second = TestIssuer.create();
        Map<String, String> environment = new HashMap<>(second.environment());
        environment.put("FLEXCOOP_ISSUER_AGGREGATORS", Household.AGGREGATOR);
        environment.put("FLEXCOOP_OWN_ISSUER", keycloak.issuer());
        environment.put("FLEXCOOP_HTTPS_CLIENT_CERTIFICATES", "true");
        middleware = Middleware.start("tokens", environment);
        keycloak.awaitReady();
        issuerFile = middleware.home().resolve("etc/eu.flexcoop.middleware.security.oauth.issuer-keycloak.cfg");
        configureIssuer("");
        String token = token(keycloak.logIn("app"));
        await("the issuer to be trusted").atMost(SOON).until(() -> status(token) == 200);
    }

    @AfterAll
    static void stop() {
        if (middleware != null) {
            middleware.close();
        }
        if (keycloak != null) {
            keycloak.close();
        }
    }

    private static void configureIssuer(String more) throws IOException {
        Files.writeString(
                issuerFile,
                """
                issuer = %s
                audience = flexcoop-middleware
                roleClaims = realm_access.roles,resource_access.flexcoop-middleware.roles
                keysMinInterval = PT0.1S
                %s
                """
                        .formatted(keycloak.issuer(), more));
    }

    private static String token(JsonNode login) {
        return login.get("access_token").asText();
    }

    /** Of a request that every role may make. */
    private static int status(String token) throws IOException, InterruptedException {
        return middleware.get("/1/meter?max_results=1", token).statusCode();
    }

    private static void awaitStatus(String token, int wanted) {
        await("the token to be answered with " + wanted)
                .atMost(SOON)
                .ignoreExceptionsInstanceOf(IOException.class) // the server restarts
                .until(() -> status(token) == wanted);
    }

    /** The certificate of a box that its owner has enrolled with the token. */
    private static BoxFolder enrol(String token, String account, String aggregator) throws Exception {
        BoxFolder folder = new BoxFolder(middleware.data().resolve("tokens-" + System.nanoTime()));
        new Enrolment(middleware.http("/"))
                .enrol(folder, new BoxSettings("box", account, aggregator, "House", middleware.vtn(), "", true), token);
        return folder;
    }

    @Test
    void aMemberOfKeycloakIsAProsumerOfTheCooperative() throws Exception {
        String token = token(keycloak.logIn("app"));

        assertThat(status(token)).isEqualTo(200);
        assertThat(middleware.get("/1/module_run", token).statusCode()).isEqualTo(403);
        X509Certificate box = (X509Certificate) BoxKeys.certificate(enrol(token, ANN, COOP));
        assertThat(box.getSubjectX500Principal().getName()).contains("CN=" + ANN, "O=" + COOP);
        assertThatThrownBy(() -> enrol(token, "somebody-else", COOP))
                .isInstanceOf(BoxRefusedException.class)
                .hasMessageContaining("400");
    }

    @Test
    void aComponentOfKeycloakIsAServiceByTheRoleOfAClient() throws Exception {
        String token = keycloak.componentToken();

        assertThat(status(token)).isEqualTo(200);
        assertThat(middleware.get("/1/module_run", token).statusCode()).isEqualTo(200);
    }

    @Test
    void tokensOfKeycloakForOtherPurposesAreRefused() throws Exception {
        JsonNode login = keycloak.logIn("app");

        assertThat(status(login.get("refresh_token").asText())).isEqualTo(401);
        HttpResponse<String> shop = middleware.get("/1/meter", token(keycloak.logIn("shop")));
        assertThat(shop.statusCode()).isEqualTo(401);
        assertThat(shop.body()).contains("not meant for");
        String token = token(login);
        assertThat(status(token.substring(0, token.length() - 8) + "AAAAAAAA")).isEqualTo(401);
    }

    @Test
    void aNewKeyOfKeycloakIsFoundAndTokensOfTheOldOneStayGood() throws Exception {
        String before = token(keycloak.logIn("app"));
        String notSeenBefore = token(keycloak.logIn("app"));
        assertThat(status(before)).isEqualTo(200);

        keycloak.rotateKeys();
        String after = token(keycloak.logIn("app"));

        assertThat(SignedJWT.parse(after).getHeader().getKeyID())
                .isNotEqualTo(SignedJWT.parse(before).getHeader().getKeyID());
        assertThat(status(after)).isEqualTo(200);
        assertThat(status(before)).isEqualTo(200);
        assertThat(status(notSeenBefore)).isEqualTo(200);
    }

    @Test
    void theEndOfASessionEndsItsTokensWhereTheIssuerIsAskedAboutThem() throws Exception {
        configureIssuer(
                """
                introspectionClient = flexcoop-middleware
                introspectionSecret = verifier-secret
                introspectSigned = true
                introspectionMaxAge = PT1S
                """);
        try {
            JsonNode staying = keycloak.logIn("app");
            JsonNode ending = keycloak.logIn("app");
            assertThat(status(token(ending))).isEqualTo(200);

            keycloak.logOut(ending);

            awaitStatus(token(ending), 401);
            assertThat(status(token(staying))).isEqualTo(200);
        } finally {
            configureIssuer("");
        }
    }

    @Test
    void aSecondIssuerSpeaksForItsCooperativeAndItsOwnAccountsOnly() throws Exception {
        assertThat(status(token(keycloak.logIn("app")))).isEqualTo(200);

        assertThat(status(second.prosumer("bert"))).isEqualTo(200);
        assertThat(status(second.service())).as("only the own issuer grants it").isEqualTo(401);
        assertThat(status(second.token("bert", "prosumer", Map.of("aggregator_id", COOP))))
                .as("another cooperative")
                .isEqualTo(401);
        assertThat(status(second.prosumer(ANN))).as("an account of Keycloak's").isEqualTo(401);
    }

    /** RFC 8705, section 3, over HTTPS. */
    @Test
    void aBoundTokenIsTakenWithItsCertificateOnly() throws Exception {
        BoxFolder own = enrol(second.prosumer("carla"), "carla", Household.AGGREGATOR);
        BoxFolder other = enrol(second.prosumer("dave"), "dave", Household.AGGREGATOR);
        String bound = second.token(
                "carla",
                "prosumer",
                Map.of(
                        "aggregator_id",
                        Household.AGGREGATOR,
                        "cnf",
                        Map.of("x5t#S256", sha256(BoxKeys.certificate(own).getEncoded()))));

        for (int i = 0; i < 2; i++) { // the second time from the memory of tokens
            assertThat(overTls(BoxKeys.tls(own), bound).statusCode()).isEqualTo(200);
            HttpResponse<String> refused = overTls(BoxKeys.tls(other), bound);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).contains("bound to another client certificate");
            HttpResponse<String> without = overTls(BoxKeys.trusting(own), bound);
            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(without.body()).contains("bound to a client certificate");
            assertThat(status(bound)).as("without TLS").isEqualTo(401);
        }
        assertThat(overTls(BoxKeys.tls(other), second.prosumer("carla")).statusCode())
                .as("a token that is not bound does not care")
                .isEqualTo(200);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** On a new connection. */
    private static HttpResponse<String> overTls(SSLContext tls, String token) throws Exception {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build()
                .send(
                        HttpRequest.newBuilder(middleware.https("/1/meter?max_results=1"))
                                .header("Authorization", "Bearer " + token)
                                .timeout(Duration.ofSeconds(30))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theDevelopmentIssuerDoesNotRunWhileTheHttpListenerIsOpenToTheNetwork() throws Exception {
        String token = middleware.serviceToken();
        assertThat(status(token)).isEqualTo(200);
        Path configuration = middleware.home().resolve("etc/eu.flexcoop.middleware.http.cfg");
        String loopback = Files.readString(configuration);

        Files.writeString(configuration, loopback.replaceFirst("(?m)^(httpHost) = .*$", "$1 = 0.0.0.0"));
        try {
            awaitStatus(token, 401);
            Shell.Outcome refused = middleware.shell("security:token --role admin");
            assertThat(refused.status()).isNotZero();
            assertThat(refused.output() + refused.errors()).contains("no development issuer", "the network");
            assertThat(Files.readString(middleware.home().resolve("data/log/karaf.log")))
                    .contains("The development issuer does not run", "0.0.0.0:", "FLEXCOOP_HTTP_HOST");
        } finally {
            Files.writeString(configuration, loopback);
        }
        awaitStatus(token, 200);
    }
}
