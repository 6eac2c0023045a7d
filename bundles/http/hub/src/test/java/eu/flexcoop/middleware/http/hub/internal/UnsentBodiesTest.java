package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.security.api.AuditEvent;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients that announce a body and never send it. What is refused is answered at once and the connection closed. */
@Timeout(60)
class UnsentBodiesTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(3);
    private static HubServer hub;

    @BeforeAll
    static void start() throws Exception {
        hub = new HubServer(new HubSettings(false));
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /rest, Content-Length: 5, 401",
        "POST, /rest, Content-Length: 5|Content-Type: application/x-www-form-urlencoded, 401",
        "POST, /rest, Content-Length: 5|Expect: 100-continue, 401",
        "POST, /rest, Transfer-Encoding: chunked, 401",
        "POST, /rest, Content-Length: 5|Expect: 100-continue|Authorization: Bearer bad, 401",
        "POST, /rest, Content-Length: 1000000|Expect: 100-continue|Authorization: Bearer good-a, 413",
        "POST, /asking/own, Content-Length: 5|Expect: 100-continue, 401",
        "POST, /rest, Content-Length: 5|Authorization: Bearer bad, 401",
        "POST, /rest, Content-Length: 5|Content-Encoding: gzip, 401",
        "POST, /rest, Content-Length: 1000000|Authorization: Bearer good-a, 413",
        "POST, /rest, Content-Length: 5|Content-Encoding: br|Authorization: Bearer good-a, 415",
        "POST, /est, Content-Length: 5, 401",
        "POST, /est, Content-Length: 5|Content-Type: application/x-www-form-urlencoded, 401",
        "POST, /est, Content-Length: 5|Expect: 100-continue, 401",
        "POST, /est, Transfer-Encoding: chunked, 401",
        "POST, /est, Content-Length: 1000000|Authorization: Bearer good-a, 413",
        "PUT, /est, Content-Length: 5|Authorization: Bearer good-a, 405",
        "POST, /est/deeper, Content-Length: 5|Authorization: Bearer good-a, 404",
        "DELETE, /open, Content-Length: 5, 405",
        "DELETE, /open, Content-Length: 5|Expect: 100-continue, 405",
        "POST, /nothing, Content-Length: 5|Expect: 100-continue, 404",
        "GET, /open, Content-Length: 5, 200",
        "GET, /open, Content-Length: 5|Expect: 100-continue, 200",
        "GET, /open, Transfer-Encoding: chunked|Expect: 100-continue, 200",
        "POST, /nothing, Content-Length: 5, 404",
        "POST, /nothing, Transfer-Encoding: chunked|Content-Type: application/x-www-form-urlencoded, 404",
        "POST, /a%2Fb, Content-Length: 5, 400",
        "POST, /rest, Content-Length: 5|Content-Type: text/plain;charset=nothing, 415"
    })
    void aRefusalDoesNotWaitForTheBody(String method, String path, String headers, int status) throws Exception {
        long start = System.nanoTime();
        String answer = hub.exchange(
                "%s %s HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n".formatted(method, path, headers.replace("|", "\r\n")));

        // startsWith: before the answer there is no 100 that asks for the body
        assertThat(answer).startsWith("HTTP/1.1 " + status).doesNotEndWith("stays open");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }

    @ParameterizedTest
    @CsvSource({
        "/rest, Content-Length: 5, ''",
        "/rest, Content-Length: 5, abc",
        "/rest, Transfer-Encoding: chunked, '5|abc'",
        "/est, Content-Length: 5, abc",
        "/est, Transfer-Encoding: chunked, '5|abc'"
    })
    void aBodyThatIsWantedMustComeInTime(String path, String header, String begin) throws Exception {
        long start = System.nanoTime();
        String answer = hub.exchange("POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good-a\r\n%s\r\n\r\n%s"
                .formatted(path, header, begin.replace("|", "\r\n")));

        assertThat(answer).startsWith("HTTP/1.1 408").doesNotEndWith("stays open");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void aBodyThatTricklesIsCutOff() throws Exception {
        try (Socket socket = hub.connect()) {
            socket.getOutputStream()
                    .write(
                            "POST /rest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good-a\r\nContent-Length: 99999\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return HubServer.readUntilClosed(socket);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            while (!answer.isDone()) {
                socket.getOutputStream().write('x');
                TimeUnit.MILLISECONDS.sleep(200);
            }
            assertThat(answer.get()).startsWith("HTTP/1.1 408").doesNotEndWith("stays open");
        }
    }

    @Test
    void aConnectionIsKeptWhereTheBodyOfTheRefusedRequestHasCome() throws Exception {
        String request = "POST /rest HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde";
        assertThat(hub.exchange(request + request.replace("Host: x", "Host: x\r\nConnection: close")))
                .matches("(?s)HTTP/1.1 401.*HTTP/1.1 401.*");
    }

    @Test
    void manyOfThemKeepNobodyFromHealthChecksAndRefusals() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 250; i++) {
                Socket socket = hub.connect();
                slow.add(socket);
                socket.getOutputStream()
                        .write(
                                "POST /rest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good-%d\r\nContent-Length: 5\r\n\r\n"
                                        .formatted(i % 5)
                                        .getBytes(StandardCharsets.US_ASCII));
            }
            long start = System.nanoTime();
            assertThat(hub.exchange("GET /open HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
            assertThat(hub.exchange("GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 404");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
            int refused = 0;
            for (Socket socket : slow) {
                String answer = HubServer.readUntilClosed(socket);
                if (answer.startsWith("HTTP/1.1 503")) {
                    assertThat(answer).contains("Retry-After: 2", "http:node.busy");
                    refused++;
                }
            }
            assertThat(refused)
                    .as("more came than there are slots, or the check above means nothing")
                    .isPositive();
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void oneClientCannotTakeAllSlots() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                Socket socket = hub.connect();
                slow.add(socket);
                socket.getOutputStream()
                        .write(
                                "POST /rest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good-greedy\r\nContent-Length: 5\r\n\r\n"
                                        .getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(hub.exchange(
                            "POST /rest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good-modest\r\nConnection: close\r\n"
                                    + "Content-Length: 5\r\n\r\nabcde"))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("read 5");
            int refused = 0;
            for (Socket socket : slow) {
                String answer = HubServer.readUntilClosed(socket);
                if (answer.startsWith("HTTP/1.1 429")) {
                    assertThat(answer).contains("Retry-After: 1", "http:client.concurrent");
                    refused++;
                } else {
                    assertThat(answer).startsWith("HTTP/1.1 408");
                }
            }
            assertThat(refused).isEqualTo(20);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void anEndpointThatWritesItsRefusalsLeavesTheirReasonInTheAuditLog() throws Exception {
        assertThat(hub.exchange("POST /asking/own HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"))
                .startsWith("HTTP/1.1 401")
                .doesNotEndWith("stays open");
        // slow requests of other tests may still come to their end
        assertThat(hub.audited)
                .filteredOn(event -> event.target().equals("/asking/own"))
                .isNotEmpty()
                .extracting(AuditEvent::reason)
                .containsOnly("security:token.invalid");
    }
}
