package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import com.nimbusds.jose.util.ResourceRetriever;
import org.keycloak.util.JsonSerialization;

/**
 * What an issuer publishes about itself: OpenID Connect Discovery 1.0, section 4. Read when something of it is first needed, and
 * again when it is older than allowed; one thread reads, and after a failure nobody tries again for a while. Thread-safe.
 */
final class IssuerMetadata {
    private final String issuer;
    private final ResourceRetriever retriever;
    private final Duration maxAge;
    private final Duration minInterval;
    private final Duration timeout;
    private final Clock clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Read last = new Read(Map.of(), Instant.MIN, "it was not read yet");

    /** The last attempt; the members of the one before stay when it fails. */
    private record Read(Map<?, ?> members, Instant next, String failure) {}

    /**
     * @param minInterval after a failure
     * @param timeout of waiting for another thread that reads
     */
    IssuerMetadata(
            String issuer,
            ResourceRetriever retriever,
            Duration maxAge,
            Duration minInterval,
            Duration timeout,
            Clock clock) {
        this.issuer = issuer;
        this.retriever = retriever;
        this.maxAge = maxAge;
        this.minInterval = minInterval;
        this.timeout = timeout;
        this.clock = clock;
    }

    /**
     * The address in a member such as {@code jwks_uri}.
     *
     * @throws IOException if the metadata was never read, or the address is missing or less protected than the issuer
     */
    URI address(String member) throws IOException {
        Map<?, ?> members = members();
        if (!(members.get(member) instanceof String text)) {
            throw new IOException("The metadata of issuer %s has no %s".formatted(issuer, member));
        }
        URI address = uri(text);
        boolean plain = issuer.startsWith("http://");
        if (!"https".equalsIgnoreCase(address.getScheme())
                && !(plain && "http".equalsIgnoreCase(address.getScheme()))) {
            throw new IOException("The %s of issuer %s is not an https address".formatted(member, issuer));
        }
        return address;
    }

    @Override
    public String toString() {
        return "issuer " + issuer;
    }

    private static URI uri(String text) throws IOException {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("'%s' is not an address".formatted(text), e);
        }
    }

    private Map<?, ?> members() throws IOException {
        if (clock.instant().isAfter(last.next())) {
            refresh();
        }
        Read now = last;
        if (now.members().isEmpty()) {
            throw new IOException("The metadata of issuer %s cannot be read: %s".formatted(issuer, now.failure()));
        }
        return now.members();
    }

    private void refresh() throws IOException {
        boolean waits = last.members().isEmpty();
        try {
            if (!(waits ? reading.tryLock(timeout.toMillis(), TimeUnit.MILLISECONDS) : reading.tryLock())) {
                return; // another thread reads
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The wait for the metadata of issuer %s was interrupted".formatted(issuer), e);
        }
        try {
            if (clock.instant().isAfter(last.next())) {
                last = read();
            }
        } finally {
            reading.unlock();
        }
    }

    private Read read() {
        try {
            // a path of the issuer comes first and an ending slash does not count (section 4.1)
            String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
            URL url = uri(base + "/.well-known/openid-configuration").toURL();
            Map<?, ?> members =
                    JsonSerialization.readValue(retriever.retrieveResource(url).getContent(), Map.class);
            if (members == null || !issuer.equals(members.get("issuer"))) {
                throw new IOException("it names another issuer");
            }
            return new Read(members, clock.instant().plus(maxAge), "");
        } catch (IOException | IllegalArgumentException e) { // the second for addresses that are no URL
            return new Read(last.members(), clock.instant().plus(minInterval), String.valueOf(e.getMessage()));
        }
    }
}
