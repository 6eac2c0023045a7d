package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Where an issuer's key set lies: behind an http(s) URL or in a file. */
final class KeyLocation implements KeySource {
    private static final int MAX_BYTES = 1 << 20;

    private final URI uri;
    private final Duration timeout;
    private final HttpClient http;

    /** @param location URL or path of a file */
    KeyLocation(String location, Duration timeout) {
        this.uri = location.startsWith("http://") || location.startsWith("https://")
                ? URI.create(location)
                : Path.of(location.startsWith("file:") ? URI.create(location).getPath() : location)
                        .toUri();
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public byte[] read() throws IOException {
        if ("file".equals(uri.getScheme())) {
            return Files.readAllBytes(Path.of(uri));
        }
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(timeout)
                .header("Accept", "application/json")
                .build();
        try {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new IOException("It answered with status " + answer.statusCode());
                }
                return body.readNBytes(MAX_BYTES);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
