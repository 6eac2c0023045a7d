package eu.flexcoop.middleware.http.hub.internal;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import javax.servlet.http.HttpServletRequest;

import org.eclipse.jetty.server.Request;

/** What is left of a body when its request is answered. */
final class UnreadBody {
    private UnreadBody() {}

    /**
     * Before the answer: if the rest of the body has not come yet, the connection is closed after it. Never waits. Jetty would close
     * it in any case, but in the middle of the answer.
     */
    static void leave(HttpServletRequest request) {
        Request jetty = Request.getBaseRequest(request);
        if (jetty != null) {
            jetty.getHttpChannel().ensureConsumeAllOrNotPersistent();
        }
    }

    /** Why the body could not be read: too slowly, or it is not HTTP, or the client is gone. */
    static MalformedRequestException failure(IOException error) {
        return isTimeout(error)
                ? new MalformedRequestException(
                        408, "The body did not come in time", "Send the whole request again, without pauses.")
                : new MalformedRequestException(
                        400,
                        "The body cannot be read: %s".formatted(error.getMessage()),
                        "Send the whole request again.");
    }

    private static boolean isTimeout(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }
}
