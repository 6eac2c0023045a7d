package eu.flexcoop.middleware.http.hub.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ErrorHandler;

/**
 * Answers with a line of text to what Jetty's parser does not take for HTTP, such as a head that is too long. Jetty closes the connection
 * after it; no endpoint hears of such requests.
 */
final class ParserErrors extends ErrorHandler {
    /** Takes the place of Jetty's own page; has no effect on a server that it was added to before. */
    static void addTo(Server server) {
        if (server.getBean(ParserErrors.class) == null) {
            server.getBeans(ErrorHandler.class).forEach(server::removeBean);
            ParserErrors errors = new ParserErrors();
            errors.setServer(server);
            server.addBean(errors);
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
