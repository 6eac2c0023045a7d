package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Opaque tokens and tokens bound to certificates, against an HTTP server that plays the issuer's introspection. */
class OpaqueTokenTest {
    private static final String ISSUER = "https://id.coop.example/realms/flexcoop";
    private static final String ACTIVE =
            "{\"active\":true,\"sub\":\"ann\",\"role\":\"prosumer\",\"client_id\":\"app\",\"aud\":\"flexcoop-middleware\"%s}";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile CountDownLatch answering = new CountDownLatch(0);
    private volatile int status = 200;
    private volatile String answer = ACTIVE.formatted("");
    private HttpServer server;
    private KeycloakTokenVerifier verifier;

    @BeforeEach
    void startIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/introspect", this::introspect);
        server.start();
        verifier = new KeycloakTokenVerifier(
                (account, issuer) -> {}, ISSUER, Duration.ZERO, 100, Duration.ofMinutes(5), Clock.systemUTC());
        verifier.bindIssuer(issuer(ISSUER, "", Duration.ofMinutes(1)), Map.of());
    }

    @AfterEach
    void stopIssuer() {
        answering.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void introspect(HttpExchange exchange) throws IOException {
        requests.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        try {
            answering.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private TrustedIssuer issuer(String url, String prefix, Duration maxAge) {
        return issuer(url, prefix, maxAge, Duration.ofSeconds(30));
    }

    private TrustedIssuer issuer(String url, String prefix, Duration maxAge, Duration timeout) {
        URI endpoint = URI.create(
                "http://127.0.0.1:%d/introspect".formatted(server.getAddress().getPort()));
        Introspection introspection = new HttpIntrospection(
                () -> endpoint,
                new HttpIntrospection.Settings(
                        prefix, "middle:ware", "a secret", maxAge, Duration.ofMinutes(1), timeout));
        return new Issuer(url, Optional.of(introspection));
    }

    private record Issuer(String url, Optional<Introspection> introspection) implements TrustedIssuer {
        @Override
        public PublicKey key(String id) {
            throw new InvalidTokenException("no key " + id);
        }

        @Override
        public ClaimRules rules() {
            return new ClaimRules(
                    Optional.of("flexcoop-middleware"), List.of("role"), Map.of(), Set.of(), List.of(), Set.of());
        }
    }

    private static X509Certificate certificate(String name) throws Exception {
        try (InputStream pem = OpaqueTokenTest.class.getResourceAsStream("/" + name + ".pem")) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    private void assertRefused(String token, String why) {
        assertThatThrownBy(() -> verifier.verify(token))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContaining(why);
    }

    @Test
    void theIssuerIsAskedOnceAsTheStandardSays() {
        Caller caller = verifier.verify("opaque token+1");

        assertThat(caller.subject()).isEqualTo("ann");
        assertThat(caller.role()).isEqualTo(Role.PROSUMER);
        assertThat(caller.client()).contains("app");
        assertThat(verifier.verify("opaque token+1")).isSameAs(caller);
        // Basic bWlkZGxlJTNBd2FyZTphK3NlY3JldA== is middle%3Aware:a+secret
        assertThat(requests)
                .containsExactly(
                        "Basic bWlkZGxlJTNBd2FyZTphK3NlY3JldA== token=opaque+token%2B1&token_type_hint=access_token");
    }

    @Test
    void aTokenThatIsNotActiveIsRefusedAndNotAskedForAgain() {
        answer = "{\"active\":false}";

        assertRefused("ended", "not active");
        assertRefused("ended", "not active");
        assertThat(requests).hasSize(1);
    }

    @Test
    void anAnswerCountsForItsTimeOnly() {
        KeycloakTokenVerifier forgetful = new KeycloakTokenVerifier(
                (account, issuer) -> {}, ISSUER, Duration.ZERO, 100, Duration.ofMinutes(5), Clock.systemUTC());
        forgetful.bindIssuer(issuer(ISSUER, "", Duration.ofSeconds(-1)), Map.of());
        forgetful.verify("revoked");
        answer = "{\"active\":false}";

        assertThatThrownBy(() -> forgetful.verify("revoked")).hasMessageContaining("not active");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "<html>", "{}", "{\"active\":\"true\"}"})
    void whatIsNoAnswerIsNotHeldAgainstTheToken(String nonsense) {
        answer = nonsense;
        assertThatThrownBy(() -> verifier.verify("x")).isInstanceOf(UnavailableException.class);

        answer = ACTIVE.formatted("");
        assertThat(verifier.verify("x").subject()).isEqualTo("ann");
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 401, 500, 503})
    void anIssuerThatFailsMakesTheServiceUnavailable(int code) {
        status = code;
        assertThatThrownBy(() -> verifier.verify("x"))
                .isInstanceOfSatisfying(UnavailableException.class, refusal -> assertThat(refusal.status())
                        .isEqualTo(503));
    }

    @Test
    void anEnormousAnswerIsNotRead() {
        answer = ACTIVE.formatted(",\"x\":\"" + "x".repeat(1 << 17) + "\"");
        assertThatThrownBy(() -> verifier.verify("x"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void anIssuerThatDoesNotAnswerIsWaitedForInBoundedTime() {
        answering = new CountDownLatch(1);
        KeycloakTokenVerifier impatient = new KeycloakTokenVerifier(
                (account, issuer) -> {}, ISSUER, Duration.ZERO, 100, Duration.ofMinutes(5), Clock.systemUTC());
        impatient.bindIssuer(issuer(ISSUER, "", Duration.ofMinutes(1), Duration.ofMillis(200)), Map.of());

        assertThatThrownBy(() -> impatient.verify("x")).isInstanceOf(UnavailableException.class);
    }

    @Test
    void requestsWithOneTokenShareOneCall() throws Exception {
        answering = new CountDownLatch(1);
        Queue<Caller> verified = new ConcurrentLinkedQueue<>();
        List<Thread> callers = Stream.generate(() -> new Thread(() -> verified.add(verifier.verify("shared"))))
                .limit(20)
                .toList();
        callers.forEach(Thread::start);
        // all wait for an answer: one for that of the issuer, the others for that of the first
        await().until(() -> callers.stream().allMatch(caller -> caller.getState() == Thread.State.TIMED_WAITING));

        answering.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(verified).hasSize(20).allMatch(caller -> caller.subject().equals("ann"));
        assertThat(requests).hasSize(1);
    }

    @Test
    void theClaimsOfAnAnswerAreCheckedAsThoseOfASignedToken() {
        for (String[] attack : new String[][] {
            {"\"exp\":1", "ended at"},
            {"\"exp\":9223372036854775807", "not a time"},
            {"\"nbf\":99999999999", "begins at"},
            {"\"iss\":\"https://evil.example\"", "is of issuer https://evil.example"},
            {"\"typ\":\"Refresh\"", "of type 'Refresh'"},
            {"\"cnf\":{\"jkt\":\"x\"}", "cnf"}
        }) {
            answer = ACTIVE.formatted("," + attack[0]);
            assertRefused("token " + attack[0], attack[1]);
        }
        answer = ACTIVE.formatted("").replace("flexcoop-middleware", "shop");
        assertRefused("of a shop", "not meant for");
    }

    /** An issuer that sees a token can act for its bearer. */
    @Test
    void aTokenIsShownToOneIssuerOnly() {
        verifier.bindIssuer(issuer("https://id.other.example", "", Duration.ofMinutes(1)), Map.of());

        assertRefused("whose", "Several issuers");
        assertThat(requests).isEmpty();
    }

    @Test
    void prefixesTellTheIssuersApart() {
        verifier = new KeycloakTokenVerifier(
                (account, issuer) -> {}, ISSUER, Duration.ZERO, 100, Duration.ofMinutes(5), Clock.systemUTC());
        verifier.bindIssuer(issuer(ISSUER, "coop_", Duration.ofMinutes(1)), Map.of());
        verifier.bindIssuer(issuer("https://id.other.example", "other_", Duration.ofMinutes(1)), Map.of());

        assertThat(verifier.verify("other_1").subject()).isEqualTo("ann");
        assertRefused("third_1", "no issuer is configured");
        assertThat(requests).hasSize(1);
    }

    @Test
    void aBoundTokenNeedsItsCertificateOnEveryConnection() throws Exception {
        answer = ACTIVE.formatted(",\"cnf\":{\"x5t#S256\":\"ovMvo_R3sF-riF5jwc02qot9F1X_Tl3A1U53lgoScxs\"}");
        Optional<X509Certificate> own = Optional.of(certificate("component"));

        assertThat(verifier.verify("bound", own).subject()).isEqualTo("ann");
        assertThatThrownBy(() -> verifier.verify("bound", Optional.of(certificate("other"))))
                .isInstanceOf(InvalidTokenException.class)
                .hasMessageContaining("another client certificate");
        assertRefused("bound", "the connection has none");
        verifier.requireValid("bound"); // the certificate of an open connection was checked before
        assertThat(requests).hasSize(1);
    }

    @Test
    void anotherCertificateIsRefusedFirstOfAllToo() throws Exception {
        answer = ACTIVE.formatted(",\"cnf\":{\"x5t#S256\":\"ovMvo_R3sF-riF5jwc02qot9F1X_Tl3A1U53lgoScxs\"}");

        assertThatThrownBy(() -> verifier.verify("bound", Optional.of(certificate("other"))))
                .hasMessageContaining("another client certificate");
    }
}
