package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.servlet.RequestDispatcher;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.component.Container;

import eu.flexcoop.middleware.http.api.ErrorFormat;

/**
 * Answers where no endpoint does, instead of Jetty's pages. What Jetty's parser does not take for HTTP, such as a head that is too long, gets a line
 * of text; Jetty closes the connection after it. An exception that left a servlet, such as one of CXF's before it calls an endpoint, gets a number that
 * the log explains; Jetty's page would show its causes to the client.
 */
final class JettyErrors extends ErrorHandler {
    /** Takes the place of Jetty's own pages, also of contexts that come later; has no effect on a server that it was added to before. */
    static void addTo(Server server) {
        if (server.getBean(JettyErrors.class) == null) {
            server.getBeans(ErrorHandler.class).forEach(server::removeBean);
            JettyErrors errors = new JettyErrors();
            errors.setServer(server);
            server.addBean(errors);
            server.addEventListener(errors.new OfContexts());
        }
    }

    /** Each context has a handler of its own, which Jetty asks first. */
    private final class OfContexts implements Container.InheritedListener {
        @Override
        public void beanAdded(Container parent, Object child) {
            if (child instanceof ContextHandler context) {
                context.setErrorHandler(JettyErrors.this);
            }
        }

        @Override
        public void beanRemoved(Container parent, Object child) {}
    }

    /** Jetty leaves the answers to PUT, PATCH and DELETE empty. */
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    public void doError(String target, Request jetty, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable error) {
            ErrorAnswers.answer(error, request).write(response, ErrorFormat.JSON);
            jetty.setHandled(true);
        } else {
            super.doError(target, jetty, request, response);
        }
    }

    @Override
    public ByteBuffer badMessageError(int status, String reason, HttpFields fields) {
        fields.put(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
        String text = reason == null ? HttpStatus.getMessage(status) : reason;
        // the parser's reasons repeat bytes of the request
        String line = text.replaceAll("[^\\x20-\\x7e]", "?");
        return ByteBuffer.wrap("%d %s%n".formatted(status, line).getBytes(StandardCharsets.UTF_8));
    }
}
