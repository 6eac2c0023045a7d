package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connectors that one component has opened on a running server. Not thread-safe. */
final class OpenConnectors {
    private static final Logger LOG = LoggerFactory.getLogger(OpenConnectors.class);
    private static final int MIN_THREADS = 8;
    /** After a start all boxes come at once; the system's own limit may be lower. */
    private static final int ACCEPT_QUEUE = 1024;

    private final Server server;
    private final ConnectorSettings settings;
    private final List<ServerConnector> open = new ArrayList<>();

    OpenConnectors(Server server, ConnectorSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    /** Where a connector listens; port 0 opens none. */
    record Place(String name, String host, int port, int maxThreads) {}

    static HttpConfiguration httpConfiguration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        return http;
    }

    /**
     * One that cannot be opened is an error in the log. If one cannot be started, all of them are closed, so that nobody connects to a listener
     * that does not answer.
     *
     * @param beans for the connector, such as listeners of its connections
     */
    void open(Place place, List<ConnectionFactory> factories, Object... beans) throws Exception {
        if (place.port() == 0) {
            return;
        }
        ServerConnector connector = connector(place, factories);
        for (Object bean : beans) {
            connector.addBean(bean);
        }
        settings.applyTo(connector);
        try {
            connector.open();
        } catch (IOException e) {
            LOG.error(
                    "The {} connector cannot be opened on {}:{}: {}. Free the port or change it in"
                            + " etc/eu.flexcoop.middleware.http.cfg",
                    place.name(),
                    place.host(),
                    place.port(),
                    e.getMessage());
            return;
        }
        open.add(connector);
        try {
            server.addConnector(connector);
            if (!connector.isRunning()) {
                connector.start();
            }
        } catch (Exception e) { // which is what Jetty declares
            close();
            throw e;
        }
        LOG.info("The {} connector listens on {}:{}", place.name(), place.host(), place.port());
    }

    private ServerConnector connector(Place place, List<ConnectionFactory> factories) {
        // of its own: clients that keep the threads of one listener busy do not stop the others
        QueuedThreadPool threads = new QueuedThreadPool(place.maxThreads(), Math.min(MIN_THREADS, place.maxThreads()));
        threads.setName(place.name());
        ServerConnector connector = new ServerConnector(
                server,
                threads,
                null,
                null,
                -1, // Jetty's defaults follow the number of cores
                -1,
                factories.toArray(ConnectionFactory[]::new));
        connector.addBean(threads, true);
        connector.setName(place.name());
        connector.setHost(place.host());
        connector.setPort(place.port());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        return connector;
    }

    void close() throws Exception {
        for (ServerConnector connector : open) {
            connector.stop();
            connector.close(); // one that was never started is not closed by its stop
            // those that were accepted while it stopped: nothing reads them, and Jetty 9.4 leaves them open, so that
            // their clients would wait
            List.copyOf(connector.getConnectedEndPoints()).forEach(EndPoint::close);
            server.removeConnector(connector);
        }
        open.clear();
    }
}
