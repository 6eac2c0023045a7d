package eu.flexcoop.middleware.openadr.vtn.internal.push;

import java.util.Map;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;

import org.eclipse.jetty.client.HttpClientTransport;
import org.eclipse.jetty.client.HttpDestination;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslClientConnectionFactory;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.util.ssl.SslContextFactory;

import eu.flexcoop.middleware.telemetry.api.BoxOwner;

/** Makes the TLS connections of one destination, which belongs to one VEN, and lets none be used that ends at somebody else. */
final class VenTlsConnections extends SslClientConnectionFactory {
    private final VenTrust trust;

    VenTlsConnections(
            SslContextFactory context,
            ByteBufferPool buffers,
            Executor executor,
            ClientConnectionFactory connections,
            VenTrust trust) {
        super(context, buffers, executor, connections);
        this.trust = trust;
    }

    @Override
    public Connection customize(Connection connection, Map<String, Object> context) {
        if (connection instanceof SslConnection tls) {
            HttpDestination destination =
                    (HttpDestination) context.get(HttpClientTransport.HTTP_DESTINATION_CONTEXT_KEY);
            Origin origin = destination.getOrigin();
            tls.addHandshakeListener(new SslHandshakeListener() {
                @Override
                public void handshakeSucceeded(Event event) throws SSLException {
                    trust.requireServerOf(
                            (BoxOwner) origin.getTag(),
                            origin.getAddress().getHost(),
                            event.getSSLEngine().getSession());
                }
            });
        }
        return super.customize(connection, context);
    }
}
