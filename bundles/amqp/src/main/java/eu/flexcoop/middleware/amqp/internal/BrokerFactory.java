package eu.flexcoop.middleware.amqp.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import com.rabbitmq.client.ConnectionFactory;

/** Makes connection factories from an address and our configuration. */
final class BrokerFactory {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int HANDSHAKE_MILLIS = 5_000;
    private static final int REQUEST_MILLIS = 10_000;

    private BrokerFactory() {}

    /** A factory whose connections recover by themselves, with their queues and consumers. */
    static ConnectionFactory recovering(URI address, AmqpConnection.Config config) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(address);
            if (address.getScheme().equals("amqps")) {
                // the client's own default for amqps trusts every certificate
                factory.useSslProtocol(trusting(config.trustStore(), config.trustStorePassword()));
                factory.enableHostnameVerification();
            }
        } catch (URISyntaxException | GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "No connection to the AMQP broker can be made: %s. See amqp.uri in eu.flexcoop.middleware.servers.cfg and trustStore in eu.flexcoop.middleware.amqp.cfg"
                            .formatted(e.getMessage()),
                    e);
        }
        int heartbeat = Math.toIntExact(Duration.parse(config.heartbeat()).toSeconds());
        factory.setRequestedHeartbeat(heartbeat);
        factory.setConnectionTimeout(CONNECT_MILLIS);
        factory.setHandshakeTimeout(HANDSHAKE_MILLIS);
        factory.setChannelRpcTimeout(REQUEST_MILLIS);
        factory.setAutomaticRecoveryEnabled(true);
        factory.setTopologyRecoveryEnabled(true);
        factory.setNetworkRecoveryInterval(
                Duration.parse(config.recoveryInterval()).toMillis());
        factory.setThreadFactory(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        });
        return factory;
    }

    private static SSLContext trusting(String trustStore, String password)
            throws GeneralSecurityException, IOException {
        KeyStore certificates = null; // null means those that the JVM trusts
        if (!trustStore.isBlank()) {
            certificates = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(Path.of(trustStore))) {
                certificates.load(in, password.toCharArray());
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
