package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.util.regex.Pattern;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.handler.AbstractHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/**
 * Turns away requests that CXF fails at before it calls anybody: addresses that are no URL, unknown character sets, bodies that
 * say themselves that they are too long. Pax Web asks handlers with a positive ranking before its servlets.
 */
@Component(
        service = Handler.class,
        configurationPid = "eu.flexcoop.middleware.http",
        property = "service.ranking:Integer=1000")
public final class FrontDoor extends AbstractHandler {
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private final long maxBodyBytes;

    @Activate
    public FrontDoor(HttpConfig config) {
        this.maxBodyBytes = config.maxBodyBytes();
    }

    @Override
    public void handle(String target, Request jetty, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            requireAddress(request);
            requireCharset(request);
            if (request.getContentLengthLong() > maxBodyBytes) {
                throw new BodyTooLargeException(maxBodyBytes);
            }
        } catch (MiddlewareException e) {
            jetty.setHandled(true);
            ErrorAnswer answer = AllOtherErrors.answer(e, request.getMethod() + " " + request.getRequestURI());
            response.setStatus(answer.status());
            response.setContentType("application/json");
            response.getOutputStream().write(answer.json());
        }
    }

    private static void requireAddress(HttpServletRequest request) {
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
