package eu.flexcoop.middleware.openadr.vtn.internal.push;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.api.Request;
import org.eclipse.jetty.client.api.Result;
import org.eclipse.jetty.client.http.HttpClientTransportOverHTTP;
import org.eclipse.jetty.client.util.BufferingResponseListener;
import org.eclipse.jetty.client.util.BytesContentProvider;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.eclipse.jetty.util.HttpCookieStore;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.openadr.vtn.internal.push.AddressPolicy.RefusedAddressException;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.security.api.CertificateIdentity;
import eu.flexcoop.middleware.security.api.ListenerKeys;

/**
 * Posts messages to VENs without a thread per push. A connection is made to one of the addresses that the policy has just allowed, never
 * to another one that the name leads to in the meantime. Redirects, cookies, proxies and authentication are not followed. Thread-safe.
 */
@Component(service = PushClient.class)
public final class PushClient {
    private static final Logger LOG = LoggerFactory.getLogger(PushClient.class);
    private static final int THREADS = 16;
    /** Lookups of names wait for the name service. */
    private static final int LOOKUP_THREADS = 16;

    private final PushSettings settings;
    private final HttpClient client;
    private final ExecutorService lookups;
    private final Runnable unsubscribe;

    @Activate
    public PushClient(
            @Reference ListenerKeys keys, @Reference CertificateIdentity identity, @Reference PushSettings settings)
            throws Exception {
        this.settings = settings;
        AtomicInteger number = new AtomicInteger();
        lookups = Executors.newFixedThreadPool(LOOKUP_THREADS, task -> {
            Thread thread = new Thread(task, "openadr-push-lookup-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        client = newClient(keys, identity);
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("openadr-push-io");
        threads.setDaemon(true);
        client.setExecutor(threads);
        client.setConnectTimeout(settings.connectTimeout().toMillis());
        client.setIdleTimeout(settings.timeout().toMillis());
        client.setMaxConnectionsPerDestination(1);
        client.setRemoveIdleDestinations(true);
        client.setFollowRedirects(false);
        client.setCookieStore(new HttpCookieStore.Empty());
        client.setUserAgentField(null);
        client.setSocketAddressResolver(new CheckedResolver());
        client.start();
        client.getProtocolHandlers().clear();
        client.getContentDecoderFactories().clear();
        unsubscribe = keys.onChange(() -> reload(keys));
    }

    /** The certificate of the VTN was replaced: connections from now on show the new one. */
    private void reload(ListenerKeys keys) {
        try {
            client.getSslContextFactory().reload(tls -> tls.setKeyStore(keys.keyStore()));
        } catch (Exception e) { // which is what Jetty declares
            LOG.warn("Messages to VENs are pushed with the former certificate, since the new one cannot be used", e);
        }
    }

    private HttpClient newClient(ListenerKeys keys, CertificateIdentity identity) throws GeneralSecurityException {
        VenTrust trust = new VenTrust(keys, settings.trusted(), identity);
        SslContextFactory.Client tls = trust.newContextFactory(keys);
        return new HttpClient(new HttpClientTransportOverHTTP(1), tls) {
            @Override
            protected ClientConnectionFactory newSslClientConnectionFactory(
                    SslContextFactory context, ClientConnectionFactory connections) {
                return new VenTlsConnections(
                        context == null ? tls : context, getByteBufferPool(), getExecutor(), connections, trust);
            }
        };
    }

    @Deactivate
    public void close() throws Exception {
        unsubscribe.run();
        client.stop();
        lookups.shutdownNow();
    }

    /** Only to addresses that are allowed at this moment. */
    private final class CheckedResolver implements SocketAddressResolver {
        @Override
        public void resolve(String host, int port, Promise<List<InetSocketAddress>> promise) {
            lookups.execute(() -> {
                try {
                    promise.succeeded(Arrays.stream(settings.addresses().resolve(host))
                            .map(address -> new InetSocketAddress(address, port))
                            .toList());
                } catch (RefusedAddressException e) {
                    promise.failed(e);
                } catch (RuntimeException e) {
                    promise.failed(new RefusedAddressException("its host cannot be looked up"));
                }
            });
        }
    }

    /**
     * Sends a message.
     *
     * @param endpoint of the service, from {@link AddressPolicy#endpoint}
     * @return the body of the answer; fails with {@link PushFailedException}. Completed by a thread of the client, which must not wait.
     */
    CompletableFuture<byte[]> post(VenEntry ven, URI endpoint, byte[] message) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        Request request = client.POST(endpoint)
                .tag(ven.owner())
                .timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                // an idle connection per VEN would cost more than a handshake: most VENs get one message in a while
                .header(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString())
                .content(new BytesContentProvider("application/xml", message));
        request.send(new BufferingResponseListener(settings.maxAnswerBytes()) {
            @Override
            public void onComplete(Result result) {
                if (result.isFailed()) {
                    answer.completeExceptionally(new PushFailedException(reason(result.getFailure())));
                } else if (result.getResponse().getStatus() != 200) {
                    answer.completeExceptionally(new PushFailedException(
                            "HTTP status %d".formatted(result.getResponse().getStatus())));
                } else {
                    answer.complete(getContent());
                }
            }
        });
        return answer;
    }

    /** Hosts that something is kept in memory for; one VEN counts as one. */
    public int destinations() {
        return client.getDestinations().size();
    }

    private String reason(Throwable failure) {
        if (failure instanceof RefusedAddressException) {
            return "the address is refused: " + failure.getMessage();
        }
        if (failure instanceof TimeoutException) {
            return "no answer within %s".formatted(settings.timeout());
        }
        if (failure instanceof IllegalArgumentException) {
            // what Jetty says when its buffer is full
            return "the answer is longer than %d bytes".formatted(settings.maxAnswerBytes());
        }
        return "%s: %s".formatted(failure.getClass().getSimpleName(), failure.getMessage());
    }
}
