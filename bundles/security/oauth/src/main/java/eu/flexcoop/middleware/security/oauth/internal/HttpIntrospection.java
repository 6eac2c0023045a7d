package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.keycloak.util.JsonSerialization;

import eu.flexcoop.middleware.core.api.UnavailableException;

/**
 * Token introspection by RFC 7662 with HTTP Basic. Requests that bring the same token at the same time share one call; tokens that
 * were not active are remembered for a short time, and there are only so many calls at once, so that invented tokens flood neither
 * the issuer nor the threads of the listeners.
 */
final class HttpIntrospection implements Introspection {
    private static final int MAX_ANSWER = 1 << 16;
    private static final int MAX_CALLS = 16;
    private static final int MAX_INACTIVE = 10_000;

    private final EndpointLocation location;
    private final Settings settings;
    private final HttpClient client;
    private final ConcurrentMap<String, CompletableFuture<Optional<Claims>>> calls = new ConcurrentHashMap<>();
    private final Semaphore free = new Semaphore(MAX_CALLS);
    private final Cache<String, Boolean> inactive;

    /**
     * @param prefix what the issuer's opaque tokens begin with
     * @param client id of the middleware at the issuer
     * @param secret of that client
     * @param maxAge how long an answer counts
     * @param inactiveFor how long a token that was not active is refused without asking
     * @param timeout of a call with everything
     */
    record Settings(
            String prefix, String client, String secret, Duration maxAge, Duration inactiveFor, Duration timeout) {}

    /** Where the endpoint is. */
    interface EndpointLocation {
        URI find() throws IOException;
    }

    HttpIntrospection(EndpointLocation location, Settings settings) {
        this.location = location;
        this.settings = settings;
        this.client = HttpClient.newBuilder().connectTimeout(settings.timeout()).build();
        this.inactive = Caffeine.newBuilder()
                .maximumSize(MAX_INACTIVE)
                .expireAfterWrite(settings.inactiveFor())
                .build();
    }

    @Override
    public String prefix() {
        return settings.prefix();
    }

    @Override
    public Duration maxAge() {
        return settings.maxAge();
    }

    @Override
    public Optional<Claims> ask(String token) {
        String hash = Sha256.of(token.getBytes(StandardCharsets.UTF_8));
        if (inactive.getIfPresent(hash) != null) {
            return Optional.empty();
        }
        CompletableFuture<Optional<Claims>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Claims>> running = calls.putIfAbsent(hash, mine);
        if (running != null) {
            return joined(running);
        }
        try {
            Optional<Claims> claims = call(token);
            if (claims.isEmpty()) {
                inactive.put(hash, true);
            }
            mine.complete(claims);
            return claims;
        } catch (RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            calls.remove(hash);
        }
    }

    private Optional<Claims> joined(CompletableFuture<Optional<Claims>> running) {
        try {
            return running.get(2 * settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the wait for it was interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw unavailable("the same question failed", e);
        }
    }

    private Optional<Claims> call(String token) {
        try {
            if (!free.tryAcquire(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw unavailable("%d other tokens are being asked for".formatted(MAX_CALLS), null);
            }
            try {
                return answer(send(token));
            } finally {
                free.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("the call was interrupted", e);
        } catch (IOException e) {
            throw unavailable(String.valueOf(e.getMessage()), e);
        }
    }

    private HttpResponse<byte[]> send(String token) throws IOException, InterruptedException {
        URI endpoint = location.find();
        String credentials = form(settings.client()) + ":" + form(settings.secret()); // RFC 6749 section 2.3.1
        HttpRequest request = HttpRequest.newBuilder(endpoint)
                .timeout(settings.timeout())
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString("token=" + form(token) + "&token_type_hint=access_token"))
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, info -> new BoundedBody(MAX_ANSWER));
        try {
            // the client's own limit ends with the headers
            return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause().getMessage()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + settings.timeout(), e);
        } finally {
            answer.cancel(true);
        }
    }

    private Optional<Claims> answer(HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        Claims claims = JsonSerialization.readValue(response.body(), Claims.class);
        if (claims == null || !(claims.getOtherClaims().get("active") instanceof Boolean active)) {
            throw new IOException("the answer does not say whether the token is active");
        }
        return active ? Optional.of(claims) : Optional.empty();
    }

    private static String form(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private UnavailableException unavailable(String why, Exception cause) {
        return new UnavailableException("An opaque token could not be introspected: " + why, cause);
    }
}
