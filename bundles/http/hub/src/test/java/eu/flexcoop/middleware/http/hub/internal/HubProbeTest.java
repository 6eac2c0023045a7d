package eu.flexcoop.middleware.http.hub.internal;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HubProbeTest {
    @Test
    void aServerThatHasTheHubIsReadyAndNoOther() throws Exception {
        HubProbe probe = new HubProbe();
        Server empty = new Server();
        empty.start();
        try (HubServer hub = new HubServer(new HubSettings(false, 0, 0))) {
            assertThat(probe.isReachedBy(hub.jetty())).as("not hosted yet").isFalse();
            HostedEndpoint hosted = hub.host(probe);
            assertThat(probe.isReachedBy(empty)).isFalse();
            Connector[] before = hub.jetty().getConnectors();

            assertThat(probe.isReachedBy(hub.jetty())).isTrue();

            assertThat(hub.jetty().getConnectors()).containsExactly(before);
            hosted.stop();
            hosted.drain();
            assertThat(hub.exchange(
                            "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".formatted(probe.address())))
                    .startsWith("HTTP/1.1 404");
            assertThat(hub.audited).isEmpty();
        } finally {
            empty.stop();
        }
    }
}
