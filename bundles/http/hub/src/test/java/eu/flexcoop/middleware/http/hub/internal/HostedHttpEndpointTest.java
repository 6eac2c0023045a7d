package eu.flexcoop.middleware.http.hub.internal;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Timer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.http.api.ErrorFormat;

import static org.assertj.core.api.Assertions.assertThat;

/** An endpoint on CXF's HTTP transport in a real Jetty. */
class HostedHttpEndpointTest {
    private EchoServer server;

    @BeforeEach
    void start() throws Exception {
        server = new EchoServer();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aRequestReachesTheEndpointAsItWasSent() throws Exception {
        HttpResponse<String> answer = server.send(server.request(EchoServer.ADDRESS + "//a%20b/c/?x=%7B1%7D")
                .POST(HttpRequest.BodyPublishers.ofString("body")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("POST a b/c x=%7B1%7D body");
        assertThat(answer.headers().firstValue("X-Base"))
                .contains("http://127.0.0.1:%d/api/1/".formatted(server.port()));
        // recorded after the answer was sent
        Awaitility.await().untilAsserted(() -> assertThat(server.meters
                        .find("flexcoop.http.requests")
                        .tag("operation", "echo")
                        .tag("status", "200")
                        .timer())
                .isNotNull()
                .extracting(Timer::count)
                .isEqualTo(1L));
    }

    @Test
    void theCallerIsAskedForWhereTheEndpointNeedsOne() throws Exception {
        assertThat(server.send(server.request(EchoServer.ADDRESS + "/free").GET())
                        .statusCode())
                .isEqualTo(200);
        // there is no verifier here
        assertThat(server.send(server.request(EchoServer.ADDRESS + "/who").GET())
                        .statusCode())
                .isEqualTo(503);
    }

    @Test
    void severalSlashesAreOneAnywhereInThePath() throws Exception {
        assertThat(server.raw(
                        "GET //api///1//a//../a//b//%2E%2E/c/?x=a//b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .contains("GET a/c x=a//b ")
                .contains("X-Base: http://x/api/1/");
        assertThat(server.raw("GET //api2/1/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404");
    }

    @Test
    void anEndpointMayAskForErrorsAsText() throws Exception {
        server.errorFormat = ErrorFormat.TEXT;

        HttpResponse<String> answer = server.send(
                server.request(EchoServer.ADDRESS).POST(HttpRequest.BodyPublishers.ofString("12345678901")));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(answer.body()).startsWith("The request body is longer than 10 bytes. Send smaller pieces");
    }

    @Test
    void aHeaderMayReplaceTheMethod() throws Exception {
        assertThat(server.send(server.request(EchoServer.ADDRESS + "/a")
                                .header("X-HTTP-Method-Override", "patch")
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .body())
                .startsWith("PATCH a");
    }

    @Test
    void headIsAnsweredWithTheLengthOfTheBodyThatIsNotSent() throws Exception {
        HttpResponse<String> answer = server.send(
                server.request(EchoServer.ADDRESS + "/a").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue("HEAD a null ".length());
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aRequestThatComesWhileTheEndpointLeavesIsToBeRepeated() throws Exception {
        server.hosted.drain(); // without stop(): the request has found the endpoint already

        HttpResponse<String> answer = server.send(server.request(EchoServer.ADDRESS + "/a"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.body()).contains("http:endpoint.leaving");
    }

    @Test
    void whatAnEndpointThrowsIsANumberForTheLog() throws Exception {
        HttpResponse<String> answer = server.send(server.request(EchoServer.ADDRESS + "/broken"));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("\"id\"").doesNotContain("sesame", "IllegalState", "at eu.");
    }

    @Test
    void requestsInFlightFinishWhenAnEndpointIsWithdrawn() throws Exception {
        CompletableFuture<HttpResponse<String>> slow = HttpClient.newHttpClient()
                .sendAsync(server.request(EchoServer.ADDRESS + "/slow").build(), HttpResponse.BodyHandlers.ofString());
        EchoServer.await(server.entered);
        server.hosted.stop();
        assertThat(server.send(server.request(EchoServer.ADDRESS + "/a")).statusCode())
                .isEqualTo(404);
        CompletableFuture<Void> drained = CompletableFuture.runAsync(server.hosted::drain);

        server.release.countDown();

        assertThat(slow.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        drained.get(20, TimeUnit.SECONDS);
        assertThat(server.send(server.request(EchoServer.ADDRESS + "/a")).statusCode())
                .isEqualTo(404);
    }
}
