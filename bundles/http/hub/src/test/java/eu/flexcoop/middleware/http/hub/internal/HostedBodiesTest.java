package eu.flexcoop.middleware.http.hub.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Bodies of requests to an endpoint, and of its answers. */
class HostedBodiesTest {
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
    void aBodyThatIsTooLongIsRefusedAnnouncedOrNot() throws Exception {
        HttpResponse<String> announced = server.send(
                server.request(EchoServer.ADDRESS).POST(HttpRequest.BodyPublishers.ofString("12345678901")));
        assertThat(announced.statusCode()).isEqualTo(413);
        assertThat(announced.body()).contains("http:body.too-large", "longer than 10 bytes");

        String chunked =
                server.raw("POST /api/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                        + "b\r\n12345678901\r\n0\r\n\r\n");
        assertThat(chunked).startsWith("HTTP/1.1 413").contains("http:body.too-large");
    }

    @Test
    void aCompressedBodyIsInflatedAndCountedAfterThat() throws Exception {
        assertThat(server.send(compressed("gzip", gzip(10))).body()).isEqualTo("POST  null 0000000000");
        assertThat(server.send(compressed("gzip", gzip(11))).statusCode()).isEqualTo(413);
        assertThat(server.send(compressed("gzip", gzip(50_000_000))).statusCode())
                .isEqualTo(413);
    }

    @Test
    void aBodyInAnotherEncodingIsRefused() throws Exception {
        assertThat(server.send(compressed("br", gzip(1))).statusCode()).isEqualTo(415);
        assertThat(server.send(compressed("gzip", "plain".getBytes(StandardCharsets.UTF_8)))
                        .body())
                .contains("\"code\":400", "The gzip body cannot be inflated");
        assertThat(server.send(compressed("gzip", Arrays.copyOf(gzip(10), 15))).statusCode())
                .isEqualTo(400);
    }

    @Test
    void aBodyThatIsNotHttpIsTheClientsMistake() throws Exception {
        assertThat(
                        server.raw(
                                "POST /api/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n"))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void aBodyInPiecesArrivesWhole() throws Exception {
        assertThat(server.send(server.request(EchoServer.ADDRESS + "/pieces")).body())
                .hasSize(400_000);
        assertThat(server.send(server.request(EchoServer.ADDRESS + "/pieces")
                                .method("HEAD", HttpRequest.BodyPublishers.noBody()))
                        .body())
                .isEmpty();
    }

    @Test
    void aBodyThatFailsIsNeverTakenForWhole() throws Exception {
        assertThat(server.send(server.request(EchoServer.ADDRESS + "/pieces/early"))
                        .statusCode())
                .isEqualTo(500);
        assertThatThrownBy(() -> server.send(server.request(EchoServer.ADDRESS + "/pieces/late")))
                .isInstanceOf(IOException.class);
        assertThat(server.raw("GET /api/1/pieces/late HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .doesNotContain("\r\n0\r\n");
    }

    private HttpRequest.Builder compressed(String encoding, byte[] body) {
        return server.request(EchoServer.ADDRESS)
                .header("Content-Encoding", encoding)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
    }

    private static byte[] gzip(int zeros) throws IOException {
        byte[] plain = new byte[zeros];
        Arrays.fill(plain, (byte) '0');
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }
}
