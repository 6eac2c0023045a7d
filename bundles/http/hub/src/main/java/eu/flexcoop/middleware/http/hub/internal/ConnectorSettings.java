package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;

import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;

/** What all listeners have in common, the plain one that Pax Web opens and the TLS ones: normal paths and limits of time. */
record ConnectorSettings(
        Duration idleTimeout, Duration headerTimeout, Duration bodyTimeout, long minBodyBytesPerSecond) {
    static ConnectorSettings of(HttpConfig config) {
        return new ConnectorSettings(
                Duration.parse(config.idleTimeout()),
                Duration.parse(config.headerTimeout()),
                Duration.parse(config.bodyTimeout()),
                config.minBodyBytesPerSecond());
    }

    /** Replaces what was set before; connections that are open keep their limits. */
    void applyTo(Connector connector) {
        SlashCompaction.addTo(connector);
        if (connector instanceof AbstractConnector jetty) {
            jetty.setIdleTimeout(idleTimeout.toMillis());
            HeaderDeadline before = jetty.getBean(HeaderDeadline.class);
            if (before != null) {
                jetty.removeBean(before);
            }
            jetty.addBean(new HeaderDeadline(jetty.getScheduler(), headerTimeout));
        }
        HttpConnectionFactory http = connector.getConnectionFactory(HttpConnectionFactory.class);
        if (http != null) {
            HttpConfiguration configuration = http.getHttpConfiguration();
            configuration.setMinRequestDataRate(minBodyBytesPerSecond);
            configuration.setBlockingTimeout(bodyTimeout.toMillis());
            // otherwise nobody refuses a request whose body does not come: Jetty would not even call its handlers
            configuration.setDelayDispatchUntilContent(false);
        }
    }
}
