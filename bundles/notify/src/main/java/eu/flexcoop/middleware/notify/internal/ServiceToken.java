package eu.flexcoop.middleware.notify.internal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

import org.bson.Document;
import org.bson.json.JsonParseException;

/** The token that messages carry, from the issuer by the client credentials grant of OAuth 2.0. Thread-safe. */
final class ServiceToken {
    /** A token must still be valid when it arrives. */
    private static final Duration EARLY = Duration.ofSeconds(30);

    private static final Duration OTHERWISE = Duration.ofMinutes(1);

    private final HttpClient client;
    private final NotifySettings settings;
    private String token;
    private long until;

    ServiceToken(HttpClient client, NotifySettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /**
     * Empty if no issuer is configured.
     *
     * @throws IOException if the issuer gives none
     */
    synchronized Optional<String> get() throws IOException, InterruptedException {
        if (settings.tokenUrl().isEmpty()) {
            return Optional.empty();
        }
        if (token == null || System.nanoTime() - until > 0) {
            fetch(settings.tokenUrl().get());
        }
        return Optional.of(token);
    }

    /** The next message asks for a new one. */
    synchronized void forget() {
        token = null;
    }

    private void fetch(URI issuer) throws IOException, InterruptedException {
        String credentials = settings.clientId() + ":" + settings.clientSecret();
        HttpRequest request = HttpRequest.newBuilder(issuer)
                .timeout(settings.timeout())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("The issuer of tokens answers %d".formatted(response.statusCode()));
        }
        try {
            Document answer = Document.parse(response.body());
            token = answer.getString("access_token");
            Duration lives = answer.get("expires_in") instanceof Number seconds
                    ? Duration.ofSeconds(seconds.longValue()).minus(EARLY)
                    : OTHERWISE;
            until = System.nanoTime() + lives.toNanos();
        } catch (JsonParseException | ClassCastException e) {
            throw new IOException("The issuer of tokens answers with something else", e);
        }
        if (token == null) {
            throw new IOException("The issuer of tokens answers without access_token");
        }
    }
}
