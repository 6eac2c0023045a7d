package eu.flexcoop.middleware.resources.rest.internal.message;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

import eu.flexcoop.middleware.http.api.HttpStream;

/**
 * What a client gets. Close it after use; it may hold a query that is not read to its end.
 *
 * @param body JSON, or its beginning if there is a rest; null when there is none
 * @param rest what follows the body; null if the body is whole
 */
public record RestResponse(int status, Map<String, String> headers, byte[] body, Rest rest) implements AutoCloseable {
    /** The part of a body that is read from the store while it is sent. For one thread. */
    public interface Rest extends AutoCloseable {
        /**
         * Writes everything that follows; once.
         *
         * @throws IOException if the client is gone
         */
        void writeTo(OutputStream out) throws IOException;

        /** What the answer names itself; known before its end. */
        default Link self() {
            return new Link("", "");
        }

        /** Frees what the query holds; any number of times. */
        @Override
        void close();
    }

    /** A body that other threads continue after the request was handled. Thread-safe. */
    public interface Live extends Rest {
        /** Begins to send. From now on {@link #ended} ends it and not {@link #close}. */
        void open(HttpStream stream);

        /** The stream is over; once. Must not block. */
        void ended();

        @Override
        default void writeTo(OutputStream out) {
            throw new UnsupportedOperationException("A stream does not end with its request");
        }
    }

    public static RestResponse empty(int status) {
        return new RestResponse(status, new LinkedHashMap<>(), null, null);
    }

    public static RestResponse of(int status, byte[] body) {
        return new RestResponse(status, new LinkedHashMap<>(), body, null);
    }

    public static RestResponse of(int status, byte[] beginning, Rest rest) {
        return new RestResponse(status, new LinkedHashMap<>(), beginning, rest);
    }

    public RestResponse header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    @Override
    public void close() {
        if (rest != null) {
            rest.close();
        }
    }
}
