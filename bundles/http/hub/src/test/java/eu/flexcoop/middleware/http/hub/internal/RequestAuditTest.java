package eu.flexcoop.middleware.http.hub.internal;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.http.api.Listener;
import eu.flexcoop.middleware.security.api.AuditEvent;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;

class RequestAuditTest {
    private final List<AuditEvent> events = new ArrayList<>();

    private record At(Listener listener) implements HttpEndpoint {
        @Override
        public String address() {
            return "/1";
        }

        @Override
        public long maxBodyBytes() {
            return 10;
        }

        @Override
        public void handle(HttpExchange exchange) {
            throw new UnsupportedOperationException();
        }
    }

    private RequestAudit audit(Listener listener) {
        return new RequestAudit(new At(listener), events::add);
    }

    private static HttpServletRequest request(String method, String override) {
        Map<String, Object> attributes = new HashMap<>();
        return (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "getMethod" -> method;
                    case "getRequestURI" -> "/1/meter/5";
                    case "getQueryString" -> "token=secret";
                    case "getRemoteAddr" -> "192.0.2.7";
                    case "getHeader" -> switch ((String) arguments[0]) {
                        case "X-HTTP-Method-Override" -> override;
                        case "Authorization" -> "Bearer secret";
                        default -> null;
                    };
                    case "getAttribute" -> attributes.get((String) arguments[0]);
                    case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                    default -> throw new UnsupportedOperationException(called.getName());
                });
    }

    @ParameterizedTest
    @CsvSource({
        "API, GET, 200, false",
        "API, GET, 404, false",
        "API, GET, 401, true",
        "API, GET, 403, true",
        "API, GET, 408, true",
        "API, GET, 413, true",
        "API, GET, 429, true",
        "API, POST, 201, true",
        "API, PUT, 200, true",
        "API, PATCH, 422, true",
        "API, DELETE, 204, true",
        "API, OPTIONS, 200, false",
        "VTN, POST, 200, false",
        "VTN, POST, 403, true",
        "VTN, POST, 413, true"
    })
    void writesAndRefusalsAreToldAndReadsAndPollsAreNot(Listener listener, String method, int status, boolean told) {
        audit(listener).record(request(method, null), status);

        assertThat(events).hasSize(told ? 1 : 0);
    }

    @Test
    void aWriteInTheShapeOfAGetIsAWrite() {
        audit(Listener.API).record(request("GET", "delete"), 204);

        assertThat(events).extracting(AuditEvent::action).containsExactly("DELETE");
    }

    @Test
    void theLineNamesTheCallerAndTheReasonAndNoToken() {
        HttpServletRequest request = request("POST", null);
        RequestAudit.noteCaller(
                request,
                new Caller(
                        "coop",
                        Role.AGGREGATOR,
                        Optional.empty(),
                        Optional.of(new AggregatorId("coop.example")),
                        Optional.empty()));
        RequestAudit.noteReason(request, "resources:write.forbidden");
        audit(Listener.API).record(request, 403);

        assertThat(events).hasSize(1);
        AuditEvent event = events.get(0);
        assertThat(event.actor().subject()).isEqualTo("coop");
        assertThat(event.actor().role()).isEqualTo("aggregator");
        assertThat(event.actor().aggregator()).isEqualTo("coop.example");
        assertThat(event.from()).isEqualTo("192.0.2.7");
        assertThat(event.target()).isEqualTo("/1/meter/5");
        assertThat(event.reason()).isEqualTo("resources:write.forbidden");
        assertThat(event.toString()).doesNotContain("secret");
    }

    @Test
    void aRefusalInsideAGoodAnswerIsARefusal() {
        HttpServletRequest request = request("POST", null);
        RequestAudit.noteRefusal(request, "openadr:463");
        audit(Listener.VTN).record(request, 200);

        assertThat(events).extracting(AuditEvent::status).containsExactly(403);
        assertThat(events).extracting(AuditEvent::reason).containsExactly("openadr:463");
    }
}
