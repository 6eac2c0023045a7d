package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.http.api.HttpExchange;

/** One request, which keeps its answer. */
final class RecordedExchange implements HttpExchange {
    private final byte[] request;
    private final Optional<X509Certificate> certificate;
    private final String method;
    private final String path;
    private final String requestType;
    final Map<String, String> headers = new HashMap<>();
    int status;
    String contentType;
    String body;

    RecordedExchange(String method, String path, String requestType) {
        this(method, path, requestType, new byte[0], Optional.empty());
    }

    RecordedExchange(
            String method, String path, String requestType, byte[] request, Optional<X509Certificate> certificate) {
        this.request = request;
        this.certificate = certificate;
        this.method = method;
        this.path = path;
        this.requestType = requestType;
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
        return "https://host/OpenADR2/Simple/2.0b/";
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(request);
    }

    @Override
    public Optional<Principal> caller() {
        return Optional.empty();
    }

    @Override
    public Optional<X509Certificate> certificate() {
        return certificate;
    }

    @Override
    public String remoteAddress() {
        return "192.0.2.1";
    }

    @Override
    public void operation(String name) {
        // not looked at
    }

    @Override
    public void setHeader(String name, String value) {
        headers.put(name, value);
    }

    @Override
    public void answer(int code) {
        status = code;
    }

    @Override
    public void answer(int code, String type, byte[] bytes) {
        status = code;
        contentType = type;
        body = new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void answer(int code, String type, Body written) {
        throw new AssertionError("Errors are sent whole");
    }
}
