package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.eclipse.jetty.server.handler.HandlerList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Raw requests to a Jetty whose other handler answers 204 to everything but {@code /unanswered}. */
class RequestSanitizerTest {
    private static final Server SERVER = new Server();
    private static final ServerConnector CONNECTOR = new ServerConnector(SERVER, 1, 1);

    @BeforeAll
    static void start() throws Exception {
        CONNECTOR.setHost("127.0.0.1");
        SERVER.addConnector(CONNECTOR);
        SERVER.setHandler(
                new HandlerList(HubServer.sanitizer(event -> {}, new HubSettings(false)), new AbstractHandler() {
                    @Override
                    public void handle(String target, Request jetty, HttpServletRequest in, HttpServletResponse out) {
                        out.setHeader("X-Target", target);
                        if (!target.equals("/unanswered")) {
                            out.setStatus(204);
                        }
                        jetty.setHandled(true);
                    }
                }));
        SERVER.start();
    }

    @AfterAll
    static void stop() throws Exception {
        SERVER.stop();
    }

    private static String answer(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", CONNECTOR.getLocalPort())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/1/meter?where=%ZZ   | x         | X: y | 400 | has a % without two hexadecimal digits",
                "/1/meter?where=%4    | x         | X: y | 400 | has a % without two hexadecimal digits",
                "/1/meter?%=1         | x         | X: y | 400 | has a % without two hexadecimal digits",
                "/1/meter;a=%ZZ       | x         | X: y | 400 | The address is no URL: Malformed escape pair",
                "/1/{x}               | x         | X: y | 400 | The address is no URL: Illegal character in path",
                "/1/a^b               | x         | X: y | 400 | The address is no URL",
                "/1/meter             | a b       | X: y | 400 | The address is no URL: Illegal character in authority",
                "/1/meter             | a0:00:00Zb | X: y | 400 | The address is no URL: Malformed IPv6 address",
                "/1/meter             | a:b:c     | X: y | 400 | The address is no URL: IPv6 address too short",
                "/1/meter             | [::x]     | X: y | 400 | The address is no URL: Expected hex digits",
                "/1/meter             | ::1:80:80:1:1:1:1:1:1 | X: y | 400 | The address is no URL: IPv6 address too long",
                "1x://a/1/meter       | x         | X: y | 400 | The address is no URL",
                "//../1/meter         | x         | X: y | 400 | The path leads above the root",
                "/1%2Fmeter           | x         | X: y | 400 | The path has an encoded slash",
                "/ocsp/MEU%2F../1     | x         | X: y | 400 | The path has an encoded slash",
                "/ocsp/MEU%2F%2E%2E   | x         | X: y | 400 | The path has an encoded slash",
                "/ocsp%2FMEU          | x         | X: y | 400 | The path has an encoded slash",
                "/1/ocsp/MEU%2F       | x         | X: y | 400 | The path has an encoded slash",
                "/1/a/..%2fmetrics    | x         | X: y | 400 | The path has an encoded slash",
                "/1/meter             | x | Content-Type: application/json; charset=nix | 415 | character set 'nix' is unknown",
                "//1//{x}             | x         | X: y | 400 | The address is no URL: Illegal character in path",
                "/1/meter             | x | Content-Type: application/json; charset=a:/b | 415 | is unknown",
                "/1/meter             | x | Content-Type: text/csv; cha charset=ut0f-8; header=present | 415 | is unknown",
                "/1/meter             | x | Content-Type: application/json; a=b charset=nix | 415 | is unknown",
            })
    void whatNobodyUnderstandsIsTurnedAway(String address, String host, String header, int status, String message)
            throws IOException {
        String answer = answer("GET %s HTTP/1.1\r\nHost: %s\r\n%s\r\nConnection: close\r\n\r\n01234567890"
                .formatted(address, host, header));

        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .contains("application/json")
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "/1/meter?where=%7B%22a%22:1%7D, X: y",
        "'/1/meter?where={\"a\":1}&b=|', X: y",
        "//1//meter//, X: y",
        "/1/meter?where=a//b%2Fc, X: y",
        "/ocsp/MEUwQz%2BBMD%2F%2F//8wPT%3D, X: y",
        "/1/me%20ter, Content-Type: application/json; charset=utf-8",
        "/1/meter, Content-Length: 0"
    })
    void everythingElseGoesOn(String address, String header) throws IOException {
        assertThat(answer(
                        "GET %s HTTP/1.1\r\nHost: x:80\r\n%s\r\nConnection: close\r\n\r\n".formatted(address, header)))
                .startsWith("HTTP/1.1 204");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::1]:80", "[2001:db8::1]", "10.0.0.1", "my_host:80", "my-host.example"})
    void hostsMayBeNamesAndAddresses(String host) throws IOException {
        assertThat(answer("GET /1/meter HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host)))
                .startsWith("HTTP/1.1 204");
    }

    /** The only path in which slashes are no separators: an OCSP request in base64. */
    @Test
    void slashesInAnOcspRequestStay() throws IOException {
        assertThat(answer("GET /ocsp/M//A%2f%2FB%2b// HTTP/1.1\r\nHost: x:80\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 204")
                .contains("X-Target: /ocsp/M//A//B+//");
        assertThat(answer("GET /1//ocsp//M HTTP/1.1\r\nHost: x:80\r\nConnection: close\r\n\r\n"))
                .contains("X-Target: /1/ocsp/M");
    }

    /** As CXF does while it already knows an address and nobody behind it. */
    @Test
    void whatNobodyAnswersIsNoSuccess() throws IOException {
        assertThat(answer("GET /unanswered HTTP/1.1\r\nHost: x:80\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 503");
    }
}
