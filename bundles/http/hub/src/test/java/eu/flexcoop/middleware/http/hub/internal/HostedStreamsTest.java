package eu.flexcoop.middleware.http.hub.internal;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.http.api.HttpStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Answers that go on after their request was handled. */
class HostedStreamsTest {
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
    void aStreamGoesOnAfterItsRequestWasHandled() throws Exception {
        CompletableFuture<HttpResponse<InputStream>> sent = HttpClient.newHttpClient()
                .sendAsync(
                        server.request(EchoServer.ADDRESS + "/stream").build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        HttpStream stream = server.stream();
        // the request is not in flight any more
        server.hosted.stop();
        server.hosted.drain();

        assertThat(stream.send("one\n".getBytes(StandardCharsets.UTF_8))).isTrue();
        HttpResponse<InputStream> response = sent.get(20, TimeUnit.SECONDS);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo("one");
        assertThat(stream.send("two\n".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(lines.readLine()).isEqualTo("two");

        stream.end();
        assertThat(lines.readLine()).isNull();
        EchoServer.await(server.ended);
        assertThat(stream.send(new byte[1])).isFalse();
    }

    @Test
    void aStreamEndsWhenItsClientIsGone() throws Exception {
        HttpStream stream;
        try (Socket client = new Socket("127.0.0.1", server.port())) {
            client.getOutputStream()
                    .write("GET /api/1/stream HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            stream = server.stream();
            stream.send(new byte[10]);
            assertThat(client.getInputStream().read()).isEqualTo('H');
        }
        Awaitility.await().until(() -> !stream.send(new byte[10]));
        EchoServer.await(server.ended);
    }

    @Test
    void aStreamEndsWhenItsClientDoesNotRead() throws Exception {
        try (Socket client = new Socket("127.0.0.1", server.port())) {
            client.getOutputStream()
                    .write("GET /api/1/stream HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            HttpStream stream = server.stream();
            byte[] much = new byte[100_000];
            int sent = 0;
            while (stream.send(much)) {
                assertThat(++sent).isLessThan(1000);
            }
            EchoServer.await(server.ended);
        }
    }
}
