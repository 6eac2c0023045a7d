package eu.flexcoop.middleware.http.hub.internal;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import eu.flexcoop.middleware.security.api.AuditEvent;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class RequestRatesOverHttpTest {
    /** What the client of that name gets for requests that it sends at once. */
    private static String send(HubServer hub, String client, int requests) throws Exception {
        String request = "GET /rest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good-%s\r\n".formatted(client);
        return hub.exchange((request + "\r\n").repeat(requests - 1) + request + "Connection: close\r\n\r\n");
    }

    @Test
    void aClientThatSendsTooMuchIsToldWhenToComeBackAndOthersAreNotHindered() throws Exception {
        try (HubServer hub = new HubServer(new HubSettings(false))) {
            String answers = send(hub, "greedy", 6_000);

            assertThat(answers).contains("HTTP/1.1 200", "HTTP/1.1 429", "Retry-After: 1", "http:client.rate");
            assertThat(send(hub, "modest", 100)).contains("HTTP/1.1 200").doesNotContain("HTTP/1.1 429");
            assertThat(hub.audited)
                    .filteredOn(event -> event.status() == 429)
                    .isNotEmpty()
                    .allMatch(event -> event.actor().subject().equals("greedy"))
                    .extracting(AuditEvent::reason)
                    .containsOnly("http:client.rate");
        }
    }
}
