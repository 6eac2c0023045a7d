package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.stream.Stream;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.apache.cxf.helpers.HttpHeaderHelper;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.AbstractHandler;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.http.api.ErrorFormat;
import eu.flexcoop.middleware.security.api.AuditActor;
import eu.flexcoop.middleware.security.api.AuditEvent;
import eu.flexcoop.middleware.security.api.AuditLog;

/**
 * Rejects requests that CXF would fail on before it calls an endpoint: invalid URLs, ambiguous paths, unknown character sets and forged
 * certificates of clients.
 *
 * <p>What it lets through starts with status 503: while an endpoint is being published, CXF already finds its address but calls
 * nobody, and what nobody answered must not look like a success.
 */
final class RequestSanitizer extends AbstractHandler {
    private static final int HEX = 16;

    private final AuditLog audit;
    /** Null before the first {@link #use}. */
    private volatile Rules rules;

    RequestSanitizer(AuditLog audit) {
        this.audit = audit;
    }

    /** What it takes from the configuration. */
    private record Rules(int vtnPort, ConnectorSettings connectors, TrustedProxies proxies) {}

    /** For requests from now on. */
    void use(HttpConfig config) {
        rules = new Rules(config.vtnPort(), ConnectorSettings.of(config), TrustedProxies.of(config));
        if (getServer() != null) {
            limitConnectors();
        }
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        limitConnectors();
        JettyErrors.addTo(getServer());
    }

    /** For those that Pax Web is configured to have besides ours, which Jetty starts after its handlers. */
    private void limitConnectors() {
        Rules now = rules;
        if (now != null) {
            Stream.of(getServer().getConnectors()).forEach(now.connectors()::applyTo);
        }
    }

    @Override
    public void handle(String target, Request jetty, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        // browsers must not guess types: what tenants have stored is never run as a page or script of ours
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Frame-Options", "DENY");
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        Rules now = rules;
        if (now == null) { // a listener of Pax Web's own, before the hub is configured
            jetty.setHandled(true);
            return;
        }
        try {
            requireAddress(request);
            requireCharset(request);
            now.proxies().apply(request, peer(jetty));
        } catch (MiddlewareException e) {
            jetty.setHandled(true);
            if (e instanceof ForgedCertificateException) {
                audit.record(new AuditEvent(
                        AuditActor.UNKNOWN,
                        request.getMethod(),
                        request.getRequestURI(),
                        request.getRemoteAddr(),
                        e.status(),
                        e.code()));
            }
            UnreadBody.leave(request);
            ErrorFormat format =
                    RequestGuard.listener(request.getLocalPort(), now.vtnPort()).errorFormat();
            ErrorAnswers.answer(e, request).write(response, format);
        }
    }

    /** Other end of the connection, whatever headers say of it; empty if it is gone meanwhile. */
    private static Optional<InetAddress> peer(Request jetty) {
        return Optional.ofNullable(jetty.getHttpChannel().getEndPoint().getRemoteAddress())
                .map(InetSocketAddress::getAddress);
    }

    private static void requireAddress(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (isPlain(path)
                && !path.contains("//")
                && isPlain(request.getQueryString())
                && isPlain(request.getHeader("Host"))
                && hasPlainOrigin(request)) {
            return;
        }
        try {
            new URI(request.getRequestURL().toString());
        } catch (URISyntaxException e) {
            throw new MalformedRequestException(
                    400,
                    "The address is no URL: %s in '%s'".formatted(e.getReason(), e.getInput()),
                    "Check the Host header and write letters that addresses may not have as %XX.");
        }
        if (!OcspPath.is(path)) {
            requireUnambiguousPath(path);
        }
        if (hasBrokenEscape(request.getQueryString())) {
            throw new MalformedRequestException(
                    400,
                    "The query has a % without two hexadecimal digits behind it",
                    "Write % itself as %25, or let the client encode the query.");
        }
    }

    /** Paths that a proxy in front of us, which decides by paths, might read in another way than we do. */
    private static void requireUnambiguousPath(String path) {
        if (path.contains("%2F") || path.contains("%2f")) {
            throw new MalformedRequestException(
                    400, "The path has an encoded slash", "Write slashes that separate parts of a path as such.");
        }
        if (path.contains("//")) { // SlashCompaction leaves only these
            throw new MalformedRequestException(
                    400, "The path leads above the root", "Send the path without '..' in it.");
        }
    }

    private static boolean hasBrokenEscape(String query) {
        if (query == null) {
            return false;
        }
        for (int at = query.indexOf('%'); at >= 0; at = query.indexOf('%', at + 1)) {
            if (at + 2 >= query.length()
                    || Character.digit(query.charAt(at + 1), HEX) < 0
                    || Character.digit(query.charAt(at + 2), HEX) < 0) {
                return true;
            }
        }
        return false;
    }

    /** As Jetty understands {@code Host} or a target in absolute form: it takes what has colons in it for the address of an IPv6 host. */
    private static boolean hasPlainOrigin(HttpServletRequest request) {
        String scheme = request.getScheme();
        return request.getServerName().indexOf(':') < 0 && ("https".equals(scheme) || "http".equals(scheme));
    }

    /** Has only characters that need no further look: most requests of machines do. */
    private static boolean isPlain(String text) {
        if (text != null) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                boolean plain = c >= 'a' && c <= 'z'
                        || c >= '-' && c <= ':'
                        || c >= 'A' && c <= 'Z'
                        || c == '_'
                        || c == '='
                        || c == '&';
                if (!plain) {
                    return false;
                }
            }
        }
        return true;
    }

    /** As Jetty reads it, and as CXF does, which finds a character set anywhere in the content type. */
    private static void requireCharset(HttpServletRequest request) {
        String charset = request.getCharacterEncoding();
        try {
            if (charset != null) {
                Charset.forName(charset);
            }
        } catch (IllegalArgumentException e) {
            throw unknown(charset);
        }
        String found = HttpHeaderHelper.findCharset(request.getContentType());
        if (HttpHeaderHelper.mapCharset(found) == null) {
            throw unknown(found);
        }
    }

    private static MalformedRequestException unknown(String charset) {
        return new MalformedRequestException(
                415, "The character set '%s' is unknown".formatted(charset), "Send UTF-8.");
    }
}
