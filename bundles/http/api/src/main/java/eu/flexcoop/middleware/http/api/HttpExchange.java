package eu.flexcoop.middleware.http.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** One request and its answer. For the thread that handles the request. */
public interface HttpExchange {
    /** In capitals, after {@code X-HTTP-Method-Override}. */
    String method();

    /** Decoded path below the address of the endpoint, without slashes at its ends; empty for the address itself. */
    String path();

    /** The query as the client sent it, without the question mark; null if there is none. */
    String rawQuery();

    /** Value of a request header; null if it is absent. */
    String header(String name);

    /** Address of the endpoint as the client wrote it, with a slash at the end: {@code https://host/1/}. */
    String base();

    /** The body; reading past the limit of the endpoint ends in an exception that becomes 413. */
    InputStream body() throws IOException;

    /** Whom the token names; empty for endpoints that need none. */
    Optional<Principal> caller();

    /**
     * Whom the token of the request names, for endpoints with {@link Access#TOKEN_AS_ASKED}.
     *
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException with status 401 if there is no good token, 503 if tokens cannot be checked
     *     at the moment
     */
    default Principal authenticate() {
        return caller().orElseThrow(() -> new UnsupportedOperationException("This exchange has no tokens"));
    }

    /** What the client proved to own in the TLS handshake. */
    Optional<X509Certificate> certificate();

    /** For logs. */
    String remoteAddress();

    /**
     * Names the kind of request for the timer, in addition to method and status; one of few constants, since each makes a
     * series of its own.
     */
    void operation(String name);

    /**
     * Notes for the audit log that the request is refused by a rule of access although the answer has status 200.
     *
     * @param code stable code of the rule
     */
    default void refused(String code) {
        // exchanges of tests have no audit log
    }

    /** Adds a header to the answer; before the answer. */
    void setHeader(String name, String value);

    /** Sends an answer without a body. */
    void answer(int status) throws IOException;

    /** Sends the whole answer. */
    void answer(int status, String contentType, byte[] body) throws IOException;

    /**
     * Sends an answer whose length is not known before it is written. A client that reads slowly makes the body wait. If the
     * body throws before the first bytes have left, the client gets an error answer; later the connection is closed without
     * the end of the answer, so that no client takes a part for the whole.
     *
     * @param body not called for HEAD
     */
    void answer(int status, String contentType, Body body) throws IOException;

    /**
     * Begins a response that other threads continue after {@link HttpEndpoint#handle} has returned. Not for HEAD.
     *
     * @param onEnd called once when the stream is over, whoever ended it; it must not block
     */
    default HttpStream stream(int status, String contentType, Runnable onEnd) throws IOException {
        throw new UnsupportedOperationException("This exchange ends with its request");
    }

    /** Writes the body of an answer piece by piece. */
    interface Body {
        /** @throws IOException if the client is gone */
        void writeTo(OutputStream out) throws IOException;
    }
}
