package eu.flexcoop.middleware.http.hub.internal;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.servlet.http.HttpServletRequest;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.bucket4j.TimeMeter;

import eu.flexcoop.middleware.security.api.Caller;

/**
 * What one client may ask of the node. Who has shown a certificate or a good token is a client by that, however many share its address;
 * others are by their address. Addresses that many clients share by nature have no limits: the loopback and configured proxies, which have
 * to bound their clients themselves. Thread-safe.
 */
final class ClientLimits {
    private static final String COUNTED = ClientLimits.class.getName() + ".counted";
    /** What one customer of a provider has at least of IPv6. */
    private static final int NETWORK_BYTES = 8;

    private final RequestSlots slots;
    private final RequestRates known;
    private final RequestRates components;
    private final RequestRates unknown;
    private final FailedLogins logins;

    ClientLimits(HttpConfig config, RequestSlots slots) {
        this(
                slots,
                new RequestRates(config.requestsPerSecond(), TimeMeter.SYSTEM_NANOTIME),
                new RequestRates(config.componentRequestsPerSecond(), TimeMeter.SYSTEM_NANOTIME),
                new RequestRates(config.anonymousRequestsPerSecond(), TimeMeter.SYSTEM_NANOTIME),
                new FailedLogins(config.failedTokens(), Duration.parse(config.maxBackOff()), Ticker.systemTicker()));
    }

    ClientLimits(
            RequestSlots slots,
            RequestRates known,
            RequestRates components,
            RequestRates unknown,
            FailedLogins logins) {
        this.slots = slots;
        this.known = known;
        this.components = components;
        this.unknown = unknown;
        this.logins = logins;
    }

    /**
     * For a request that shows neither certificate nor token.
     *
     * @throws TryLaterException with 429
     */
    void countUnknown(HttpServletRequest request) {
        ownAddress(request).ifPresent(unknown::count);
    }

    /**
     * For a request of a client that has shown its certificate; counts once.
     *
     * @throws TryLaterException with 429
     */
    void countBox(HttpServletRequest request, X509Certificate certificate) {
        count(request, certificate.getSerialNumber(), known);
    }

    /**
     * For a request with a good token; counts once, and not if the certificate was counted.
     *
     * @throws TryLaterException with 429
     */
    void countCaller(HttpServletRequest request, Caller caller) {
        count(request, caller.subject(), caller.isPrivileged() ? components : known);
    }

    private void count(HttpServletRequest request, Object client, RequestRates rates) {
        if (request.getAttribute(COUNTED) == null) {
            request.setAttribute(COUNTED, Boolean.TRUE);
            slots.enter(request, client);
            rates.count(client);
        }
    }

    /**
     * Before a token is checked.
     *
     * @throws TryLaterException with 429 while too many bad ones have come from the address
     */
    void requireLogin(HttpServletRequest request) {
        ownAddress(request).ifPresent(logins::requireAdmitted);
    }

    /** A token was not good; that there was none does not count. */
    void loginFailed(HttpServletRequest request) {
        if (request.getHeader("Authorization") != null) {
            ownAddress(request).ifPresent(logins::failed);
        }
    }

    void loginSucceeded(HttpServletRequest request) {
        ownAddress(request).ifPresent(logins::succeeded);
    }

    /** Empty if others share it. */
    private static Optional<String> ownAddress(HttpServletRequest request) {
        String address = request.getRemoteAddr();
        if (RequestGuard.isLoopback(address) || ProxiedCertificate.of(request).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(address.indexOf(':') < 0 ? address : network(address));
    }

    private static String network(String address) {
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress(); // a literal is not looked up
            return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, NETWORK_BYTES)));
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
