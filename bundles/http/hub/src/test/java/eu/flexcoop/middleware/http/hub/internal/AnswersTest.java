package eu.flexcoop.middleware.http.hub.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.List;
import javax.servlet.http.HttpServletRequest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.eclipse.jetty.http.BadMessageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.ErrorFormat;
import eu.flexcoop.middleware.http.api.JaxrsEndpoint;
import eu.flexcoop.middleware.http.api.LimitedStream;
import eu.flexcoop.middleware.http.api.Listener;
import eu.flexcoop.middleware.security.api.InvalidTokenException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AnswersTest {
    @Test
    void ourOwnErrorsSayWhatTheySay() throws IOException {
        ErrorAnswer answer = ErrorAnswers.answer(new InvalidTokenException("It says \"no\"\n"), "GET /1", "192.0.2.1");
        JsonNode json = new ObjectMapper().readTree(answer.json());

        assertThat(json.at("/_status").asText()).isEqualTo("ERR");
        assertThat(json.at("/_error/code").asInt()).isEqualTo(401);
        assertThat(json.at("/_error/id").asText()).isEqualTo("security:token.invalid");
        assertThat(json.at("/_error/message").asText()).isEqualTo("It says \"no\"\n");
        assertThat(json.at("/_error/advice").asText()).isNotBlank();
    }

    @Test
    void allOtherErrorsAreANumberForTheLogAndTellNothing() {
        ErrorAnswer answer =
                ErrorAnswers.answer(new IllegalStateException("password is open-sesame"), "GET /1", "192.0.2.1");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(new String(answer.json()))
                .doesNotContain("sesame", "IllegalState")
                .contains(answer.id());
    }

    @Test
    void anEndpointOfJaxrsCannotPutOffTheToken() {
        JaxrsEndpoint endpoint = new JaxrsEndpoint() {
            @Override
            public String address() {
                return "/late";
            }

            @Override
            public Access access() {
                return Access.TOKEN_AS_ASKED;
            }

            @Override
            public List<Object> resources() {
                return List.of();
            }
        };

        assertThat(new RequestGuard(endpoint, new HubSettings(false), 10, () -> null, limits()).needsToken())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "Bearer", "token", ""})
    void otherSchemesAreNoToken(String authorization) {
        assertThatThrownBy(() -> RequestGuard.bearer(authorization)).isInstanceOf(InvalidTokenException.class);
    }

    @Test
    void theTokenStandsBehindBearerInAnyCase() {
        assertThat(RequestGuard.bearer("bearer  x.y.z ")).isEqualTo("x.y.z");
        assertThatThrownBy(() -> RequestGuard.bearer(null)).hasMessageContaining("no token");
    }

    @ParameterizedTest
    @CsvSource({
        "API, 8181, false, false, true", "API, 8443, true, false, true", "API, 8444, true, false, false",
        "VTN, 8181, false, false, false", "VTN, 8443, true, false, false", "VTN, 8444, true, false, true",
        "VTN, 8181, false, true, true", "VTN, 8443, true, true, false", "API, 8444, true, true, false"
    })
    void eachEndpointIsReachedThroughItsListener(
            Listener listener, int port, boolean secure, boolean overHttp, boolean open) {
        assertThat(new RequestGuard(endpoint(listener), new HubSettings(overHttp), 10, () -> null, limits())
                        .admits(port, secure, "127.0.0.1"))
                .isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.8.9.1, true",
        "[::1], true",
        "[0:0:0:0:0:0:0:1], true",
        "192.0.2.7, false",
        "[2001:db8::1], false",
        "[10:0:0:0:0:0:0:1], false"
    })
    void vensWithoutCertificateAreServedOnTheLoopbackOnly(String localAddress, boolean open) {
        RequestGuard vtn = new RequestGuard(endpoint(Listener.VTN), new HubSettings(true), 10, () -> null, limits());

        assertThat(vtn.admits(8181, false, localAddress)).isEqualTo(open);
        assertThat(vtn.admits(8444, true, localAddress)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "API, 8181, false, false, JSON",
        "API, 8444, true, false, TEXT",
        "VTN, 8181, false, false, JSON",
        "VTN, 8444, true, false, TEXT",
        "VTN, 8181, false, true, TEXT"
    })
    void errorsHaveTheFormOfTheListenerUnlessTheEndpointIsReached(
            Listener listener, int port, boolean secure, boolean overHttp, ErrorFormat format) {
        RequestGuard guard = new RequestGuard(endpoint(listener), new HubSettings(overHttp), 10, () -> null, limits());

        assertThat(guard.errorFormat(request(port, secure))).isEqualTo(format);
    }

    private static HttpServletRequest request(int port, boolean secure) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                AnswersTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getLocalPort" -> port;
                    case "isSecure" -> secure;
                    case "getLocalAddr" -> "127.0.0.1";
                    case "getAttribute" -> null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void whatJettyThrowsWhileABodyIsReadKeepsItsStatus() {
        ErrorAnswer answer = ErrorAnswers.answer(new BadMessageException(408, "too slow"), "POST /1", "192.0.2.1");

        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.message()).isEqualTo("too slow");
    }

    @Test
    void aBodyThatIsTooLongEndsWhileItIsRead() throws IOException {
        InputStream fits = new LimitedStream(new ByteArrayInputStream(new byte[10]), 10, BodyTooLargeException::new);
        assertThat(fits.readAllBytes()).hasSize(10);

        InputStream tooLong = new LimitedStream(new ByteArrayInputStream(new byte[11]), 10, BodyTooLargeException::new);
        assertThatThrownBy(tooLong::readAllBytes).isInstanceOf(BodyTooLargeException.class);
    }

    private static ClientLimits limits() {
        return new ClientLimits(new HubSettings(false), new RequestSlots(new HubSettings(false)));
    }

    private static JaxrsEndpoint endpoint(Listener listener) {
        return new JaxrsEndpoint() {
            @Override
            public String address() {
                return "/x";
            }

            @Override
            public List<Object> resources() {
                return List.of();
            }

            @Override
            public Listener listener() {
                return listener;
            }
        };
    }
}
