package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.http.api.HttpStream;
import eu.flexcoop.middleware.security.api.Caller;

/** An exchange over the servlet request and response that CXF's HTTP destination passes on. */
final class ServletExchange implements HttpExchange {
    private static final String CERTIFICATES = "javax.servlet.request.X509Certificate";
    private static final String OVERRIDE = "X-HTTP-Method-Override";
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS");

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final String address;
    private final Optional<Caller> caller;
    private final Function<HttpServletRequest, Caller> authentication;
    private final long maxBodyBytes;
    private String operation = "";
    private InputStream body;

    /** @param authentication finds the caller of an endpoint that asks for it */
    ServletExchange(
            HttpServletRequest request,
            HttpServletResponse response,
            String address,
            Optional<Caller> caller,
            Function<HttpServletRequest, Caller> authentication,
            long maxBodyBytes) {
        this.request = request;
        this.response = response;
        this.address = address;
        this.caller = caller;
        this.authentication = authentication;
        this.maxBodyBytes = maxBodyBytes;
    }

    @Override
    public String method() {
        return method(request);
    }

    /** What the client wants, if it can send GET and POST only. */
    static String method(HttpServletRequest request) {
        String wanted = request.getHeader(OVERRIDE);
        if (wanted != null) {
            String method = wanted.strip().toUpperCase(Locale.ROOT);
            if (METHODS.contains(method)) {
                return method;
            }
        }
        return request.getMethod();
    }

    @Override
    public String path() {
        String info = request.getPathInfo();
        String whole = info == null ? request.getServletPath() : request.getServletPath() + info;
        int from = whole.indexOf(address);
        return from < 0 ? "" : withoutSlashes(whole, from + address.length());
    }

    /** Clients that join addresses carelessly double the slash or leave one at the end. */
    private static String withoutSlashes(String path, int start) {
        int from = Math.min(start, path.length());
        int to = path.length();
        while (from < to && path.charAt(from) == '/') {
            from++;
        }
        while (to > from && path.charAt(to - 1) == '/') {
            to--;
        }
        return path.substring(from, to);
    }

    @Override
    public String rawQuery() {
        return request.getQueryString();
    }

    @Override
    public String header(String name) {
        return request.getHeader(name);
    }

    @Override
    public String base() {
        String host = request.getHeader("Host");
        String authority = host == null ? request.getServerName() + ":" + request.getServerPort() : host;
        return request.getScheme() + "://" + authority + address + "/";
    }

    @Override
    public InputStream body() throws IOException {
        if (body == null) {
            body = RequestBody.of(request.getInputStream(), request.getHeader("Content-Encoding"), maxBodyBytes);
        }
        return body;
    }

    /** Frees what reading the body took. */
    void close() throws IOException {
        if (body != null) {
            body.close();
        }
    }

    @Override
    public Optional<Principal> caller() {
        return caller.map(Principal.class::cast);
    }

    @Override
    public Principal authenticate() {
        return caller.orElseGet(() -> authentication.apply(request));
    }

    @Override
    public Optional<X509Certificate> certificate() {
        return certificate(request);
    }

    /** The certificate that the client has proved to own, to us or to the proxy in front of us. */
    static Optional<X509Certificate> certificate(HttpServletRequest request) {
        Optional<ProxiedCertificate> proxied = ProxiedCertificate.of(request);
        return proxied.isPresent() ? proxied.get().certificate() : shown(request);
    }

    private static Optional<X509Certificate> shown(HttpServletRequest request) {
        return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain && chain.length > 0
                ? Optional.of(chain[0])
                : Optional.empty();
    }

    @Override
    public String remoteAddress() {
        return request.getRemoteAddr();
    }

    @Override
    public void refused(String code) {
        RequestAudit.noteRefusal(request, code);
    }

    @Override
    public void operation(String name) {
        operation = name;
    }

    String operation() {
        return operation;
    }

    @Override
    public void setHeader(String name, String value) {
        response.setHeader(name, value);
    }

    @Override
    public void answer(int status) {
        response.setStatus(status);
    }

    @Override
    public void answer(int status, String contentType, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(contentType);
        response.setContentLength(body.length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }

    @Override
    public HttpStream stream(int status, String contentType, Runnable onEnd) throws IOException {
        response.setStatus(status);
        response.setContentType(contentType);
        return ServletStream.start(request, response, onEnd);
    }

    @Override
    public void answer(int status, String contentType, Body body) throws IOException {
        response.setStatus(status);
        response.setContentType(contentType);
        if (!request.getMethod().equals("HEAD")) {
            body.writeTo(response.getOutputStream());
        }
    }
}
