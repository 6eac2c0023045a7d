package eu.flexcoop.middleware.http.hub.internal;

import java.util.List;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Opens the plain HTTP port while the server is ready. */
@Component(
        service = {},
        immediate = true)
public final class PlainConnector {
    private final OpenConnectors connectors;

    @Activate
    public PlainConnector(@Reference ReadyServer server, @Reference HubConfiguration configuration) throws Exception {
        HttpConfig config = configuration.config();
        this.connectors = new OpenConnectors(server.jetty(), ConnectorSettings.of(config));
        connectors.open(
                new OpenConnectors.Place("http", config.httpHost(), config.httpPort(), config.httpThreads()),
                List.of(new ContinueOnRead(OpenConnectors.httpConfiguration())));
    }

    @Deactivate
    void close() throws Exception {
        connectors.close();
    }
}
