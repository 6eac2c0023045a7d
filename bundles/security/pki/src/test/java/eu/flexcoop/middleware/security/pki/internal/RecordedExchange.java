package eu.flexcoop.middleware.security.pki.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.http.api.HttpExchange;

/** One request to an endpoint, and what it answered. */
final class RecordedExchange implements HttpExchange {
    final Map<String, String> answerHeaders = new HashMap<>();
    int status;
    String contentType;
    byte[] answer = new byte[0];

    private final String method;
    private final byte[] body;
    private String path = "";
    private Optional<Principal> caller = Optional.empty();
    private Optional<X509Certificate> certificate = Optional.empty();
    private String requestType = "application/json";

    RecordedExchange(String method, byte[] body) {
        this.method = method;
        this.body = body;
    }

    RecordedExchange path(String value) {
        path = value;
        return this;
    }

    RecordedExchange of(Principal value) {
        caller = Optional.of(value);
        return this;
    }

    RecordedExchange with(X509Certificate value) {
        certificate = Optional.ofNullable(value);
        return this;
    }

    RecordedExchange typed(String contentType) {
        requestType = contentType;
        return this;
    }

    String text() {
        return new String(answer, StandardCharsets.UTF_8);
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String rawQuery() {
        return null;
    }

    @Override
    public String header(String name) {
        return name.equals("Content-Type") ? requestType : null;
    }

    @Override
    public String base() {
        return "https://localhost/";
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public Optional<Principal> caller() {
        return caller;
    }

    @Override
    public Optional<X509Certificate> certificate() {
        return certificate;
    }

    @Override
    public String remoteAddress() {
        return "127.0.0.1";
    }

    @Override
    public void operation(String name) {
        // only a name for the timer
    }

    @Override
    public void setHeader(String name, String value) {
        answerHeaders.put(name, value);
    }

    @Override
    public void answer(int code) {
        status = code;
    }

    @Override
    public void answer(int code, String type, byte[] content) {
        status = code;
        contentType = type;
        answer = content;
    }

    @Override
    public void answer(int code, String type, Body content) throws IOException {
        throw new UnsupportedOperationException("nothing here is long");
    }
}
