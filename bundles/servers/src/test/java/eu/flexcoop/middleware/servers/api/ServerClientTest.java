package eu.flexcoop.middleware.servers.api;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class ServerClientTest {
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final Map<String, Object> services = new ConcurrentHashMap<>();

    @Test
    void connectsAgainUntilTheServerAnswersAndRegistersTheServicesThen() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        ServerClient client = ServerClient.start(framework(), "mongodb", PAUSE, offered -> {
            offered.add(Runnable.class, (Runnable) () -> {});
            if (attempts.incrementAndGet() < 3) {
                throw new IOException("connection refused");
            }
        });
        await().until(client::isConnected);
        assertThat(attempts).hasValue(3);
        assertThat(client.problem()).isEmpty();
        assertThat(services).containsOnlyKeys(Runnable.class.getName());
        client.close();
        assertThat(services).isEmpty();
    }

    @Test
    void tellsWhyItIsNotConnectedAndEndsTheAttempts() throws Exception {
        ServerClient client = ServerClient.start(framework(), "mongodb", PAUSE, offered -> {
            throw new IOException("connection refused");
        });
        await().until(() ->
                client.problem().filter("connection refused"::equals).isPresent());
        client.close();
        assertThat(client.isConnected()).isFalse();
        assertThat(services).isEmpty();
    }

    @Test
    void closingInterruptsAnAttemptAndWaitsForItsEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        ServerClient client = ServerClient.start(framework(), "mongodb", PAUSE, offered -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                ended.incrementAndGet();
            }
        });
        begun.await();
        client.close();
        assertThat(ended).hasValue(1);
    }

    private BundleContext framework() {
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    String name = (String) arguments[0];
                    services.put(name, arguments[1]);
                    return Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {ServiceRegistration.class},
                            (registration, unregister, none) -> {
                                services.remove(name);
                                return null;
                            });
                });
    }
}
