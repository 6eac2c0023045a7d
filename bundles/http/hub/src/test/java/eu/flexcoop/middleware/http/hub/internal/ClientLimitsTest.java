package eu.flexcoop.middleware.http.hub.internal;

import java.lang.reflect.Proxy;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.servlet.http.HttpServletRequest;

import io.github.bucket4j.TimeMeter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ClientLimitsTest {
    private static final String FAR = "192.0.2.7";

    private final AtomicLong nanos = new AtomicLong();
    private final RequestSlots slots = new RequestSlots(new HubSettings(false));
    private final ClientLimits limits = new ClientLimits(
            slots,
            new RequestRates(100, meter()),
            new RequestRates(1_000, meter()),
            new RequestRates(10, meter()),
            new FailedLogins(5, Duration.ofSeconds(30), nanos::get));

    private TimeMeter meter() {
        return new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return nanos.get();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static HttpServletRequest from(String address) {
        Map<String, Object> attributes = new HashMap<>();
        return (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, called, arguments) -> switch (called.getName()) {
                    case "getRemoteAddr" -> address;
                    case "getHeader" -> "Bearer x";
                    case "getAttribute" -> attributes.get((String) arguments[0]);
                    case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                    case "removeAttribute" -> attributes.remove((String) arguments[0]);
                    default -> throw new UnsupportedOperationException(called.getName());
                });
    }

    private static Caller caller(String subject, Role role) {
        return new Caller(subject, role, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private void send(String address, String subject) {
        send(address, request -> limits.countCaller(request, caller(subject, Role.PROSUMER)));
    }

    private void send(String address, Consumer<HttpServletRequest> count) {
        HttpServletRequest request = from(address);
        try {
            count.accept(request);
        } finally {
            slots.leave(request);
        }
    }

    @Test
    void aClientMaySendItsBurstAndThenItsRate() {
        for (int i = 0; i < 200; i++) {
            send(FAR, "anna");
        }
        TryLaterException refused = catchThrowableOfType(() -> send(FAR, "anna"), TryLaterException.class);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.retryAfter()).contains(Duration.ofSeconds(1));

        pass(Duration.ofMillis(500));
        for (int i = 0; i < 50; i++) {
            send(FAR, "anna");
        }
        assertThatThrownBy(() -> send(FAR, "anna")).isInstanceOf(TryLaterException.class);
    }

    @Test
    void componentsHaveARateOfTheirOwn() {
        Consumer<HttpServletRequest> component = request -> limits.countCaller(request, caller("anna", Role.SERVICE));
        for (int i = 0; i < 2_000; i++) {
            send(FAR, component);
        }
        assertThatThrownBy(() -> send(FAR, component)).isInstanceOf(TryLaterException.class);
    }

    @Test
    void certificatesBehindOneAddressAreClientsOfTheirOwn() {
        X509Certificate first = TestCertificate.ec("first").certificate();
        X509Certificate second = TestCertificate.ec("second").certificate();
        for (int i = 0; i < 200; i++) {
            send(FAR, request -> limits.countBox(request, first));
            send(FAR, request -> limits.countBox(request, second));
        }
        assertThatThrownBy(() -> send(FAR, request -> limits.countBox(request, first)))
                .isInstanceOf(TryLaterException.class);
    }

    @Test
    void oneRequestCountsOnce() {
        HttpServletRequest request = from(FAR);
        for (int i = 0; i < 1_000; i++) {
            limits.countCaller(request, caller("anna", Role.PROSUMER));
        }
    }

    @Test
    void whoShowsNothingIsCountedByAddress() {
        for (int i = 0; i < 20; i++) {
            limits.countUnknown(from(FAR));
        }
        assertThatThrownBy(() -> limits.countUnknown(from(FAR))).isInstanceOf(TryLaterException.class);
        limits.countUnknown(from("192.0.2.8"));
        send(FAR, "anna");
    }

    @Test
    void aNetworkOfIpv6IsOneAddress() {
        for (int i = 0; i < 20; i++) {
            limits.countUnknown(from("[2001:db8:1:2::%x]".formatted(i)));
        }
        assertThatThrownBy(() -> limits.countUnknown(from("[2001:db8:1:2:3::1]")))
                .isInstanceOf(TryLaterException.class);
        limits.countUnknown(from("[2001:db8:1:3::1]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::1]", "[0:0:0:0:0:0:0:1]"})
    void theLoopbackIsManyClients(String address) {
        for (int i = 0; i < 100; i++) {
            limits.countUnknown(from(address));
            limits.loginFailed(from(address));
            limits.requireLogin(from(address));
        }
    }

    @Test
    void soIsAConfiguredProxy() {
        HttpServletRequest request = from(FAR);
        new ProxiedCertificate(Optional.empty()).storeIn(request);
        for (int i = 0; i < 100; i++) {
            limits.countUnknown(request);
            limits.loginFailed(request);
            limits.requireLogin(request);
        }
    }

    private Duration refusedFor() {
        return catchThrowableOfType(() -> limits.requireLogin(from(FAR)), TryLaterException.class)
                .retryAfter()
                .orElseThrow();
    }

    @Test
    void badTokensMakeAnAddressWaitTwiceAsLongEachTimeUpToABound() {
        for (int i = 0; i < 4; i++) {
            limits.loginFailed(from(FAR));
        }
        limits.requireLogin(from(FAR));
        for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
            limits.loginFailed(from(FAR));
            assertThat(refusedFor()).isEqualTo(Duration.ofSeconds(seconds));
            limits.requireLogin(from("192.0.2.8"));
            pass(Duration.ofSeconds(seconds));
            limits.requireLogin(from(FAR));
        }
        for (int i = 0; i < 1_000; i++) {
            limits.loginFailed(from(FAR));
        }
        assertThat(refusedFor()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aGoodTokenOrTimeMakesThemForgotten() {
        for (int i = 0; i < 5; i++) {
            limits.loginFailed(from(FAR));
        }
        pass(Duration.ofSeconds(2));
        limits.loginSucceeded(from(FAR));
        limits.loginFailed(from(FAR));
        limits.requireLogin(from(FAR));

        for (int i = 0; i < 6; i++) {
            limits.loginFailed(from(FAR));
        }
        pass(Duration.ofMinutes(11));
        limits.loginFailed(from(FAR));
        limits.requireLogin(from(FAR));
    }
}
