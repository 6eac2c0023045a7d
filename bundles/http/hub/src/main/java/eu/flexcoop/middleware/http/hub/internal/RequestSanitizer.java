package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.util.regex.Pattern;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.http.api.ErrorFormat;

/**
 * Rejects requests that CXF would fail on before it calls an endpoint: invalid URLs and unknown character sets. Pax Web calls
 * handlers with a positive ranking before its servlets.
 */
@Component(
        service = Handler.class,
        configurationPid = "eu.flexcoop.middleware.http",
        property = "service.ranking:Integer=1000")
public final class RequestSanitizer extends AbstractHandler {
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private final int vtnPort;

    @Activate
    public RequestSanitizer(HttpConfig config) {
        this.vtnPort = config.vtnPort();
    }

    /** Before requests come in: Jetty starts its handlers before its connectors. */
    @Override
    protected void doStart() throws Exception {
        super.doStart();
        for (Connector connector : getServer().getConnectors()) {
            SlashCompaction.addTo(connector);
        }
    }

    @Override
    public void handle(String target, Request jetty, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            requireAddress(request);
            requireCharset(request);
        } catch (MiddlewareException e) {
            jetty.setHandled(true);
            ErrorFormat format = request.getLocalPort() == vtnPort ? ErrorFormat.TEXT : ErrorFormat.JSON;
            ErrorAnswers.answer(e, request.getMethod() + " " + request.getRequestURI())
                    .write(response, format);
        }
    }

    private static void requireAddress(HttpServletRequest request) {
        if (isPlain(request.getRequestURI())
                && isPlain(request.getQueryString())
                && isPlain(request.getHeader("Host"))) {
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
        String query = request.getQueryString();
        if (query != null && BROKEN_ESCAPE.matcher(query).find()) {
            throw new MalformedRequestException(
                    400,
                    "The query has a % without two hexadecimal digits behind it",
                    "Write % itself as %25, or let the client encode the query.");
        }
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

    private static void requireCharset(HttpServletRequest request) {
        String charset = request.getCharacterEncoding();
        try {
            if (charset != null) {
                Charset.forName(charset);
            }
        } catch (IllegalArgumentException e) {
            throw new MalformedRequestException(
                    415, "The character set '%s' is unknown".formatted(charset), "Send UTF-8.");
        }
    }
}
