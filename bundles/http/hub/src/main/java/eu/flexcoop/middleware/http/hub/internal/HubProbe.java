package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.util.UUID;

import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;

/** An endpoint for one request that does not come from the network and asks whether a server passes requests on to the hub. */
final class HubProbe implements HttpEndpoint {
    private static final int NO_CONTENT = 204;

    private final String address = "/" + UUID.randomUUID();
    private volatile boolean reached;

    @Override
    public String address() {
        return address;
    }

    @Override
    public Access access() {
        return Access.OPEN;
    }

    @Override
    public boolean isAudited() {
        return false;
    }

    @Override
    public long maxBodyBytes() {
        return 0;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        reached = true;
        exchange.answer(NO_CONTENT);
    }

    /** Once the endpoint is hosted. */
    boolean isReachedBy(Server server) throws Exception {
        LocalConnector local = new LocalConnector(server);
        server.addConnector(local);
        try {
            if (!local.isRunning()) {
                local.start();
            }
            local.getResponse("GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".formatted(address));
        } finally {
            local.stop();
            server.removeConnector(local);
        }
        return reached;
    }
}
