package eu.flexcoop.middleware.http.hub.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients that send their body only when they are told to ({@code UnsentBodiesTest} has those that are refused). */
@Timeout(60)
class ContinueOnReadTest {
    private static HubServer hub;

    @BeforeAll
    static void start() throws Exception {
        hub = new HubServer(new HubSettings(false));
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    private static String head(BufferedReader in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.replace("|", "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @CsvSource({
        "/rest, Content-Length: 5, hello",
        "/rest, Transfer-Encoding: chunked, 5|hello|0||",
        "/est, Content-Length: 5, hello",
        "/est, Transfer-Encoding: chunked, 5|hello|0||",
        "/open, Content-Length: 5, hello"
    })
    void aBodyThatIsWantedIsAskedForOncePerRequest(String path, String length, String body) throws Exception {
        try (Socket socket = hub.connect()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int request = 0; request < 2; request++) {
                send(
                        socket,
                        "POST %s HTTP/1.1|Host: x|Expect: 100-continue|Authorization: Bearer good-a|%s||"
                                .formatted(path, length));
                assertThat(head(in)).isEqualTo("HTTP/1.1 100 Continue\n");
                send(socket, body);
                assertThat(head(in)).startsWith("HTTP/1.1 200").contains("Content-Length: 6");
                char[] answer = new char[6];
                assertThat(in.read(answer)).isEqualTo(6);
                assertThat(new String(answer)).isEqualTo("read 5");
            }
        }
    }

    @Test
    void aBodyThatIsThereAlreadyIsNotAskedFor() throws Exception {
        assertThat(hub.exchange("POST /rest HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nConnection: close\r\n"
                        + "Authorization: Bearer good-a\r\nContent-Length: 5\r\n\r\nhello"))
                .startsWith("HTTP/1.1 200")
                .endsWith("read 5");
    }

    @Test
    void aBodyThatNobodyReadsIsNotAskedFor() throws Exception {
        assertThat(hub.exchange("GET /open HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .doesNotEndWith("stays open");
    }
}
