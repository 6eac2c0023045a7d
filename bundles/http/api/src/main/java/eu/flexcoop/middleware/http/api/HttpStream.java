package eu.flexcoop.middleware.http.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A response that goes on after its request was handled. Any thread may send; none waits for the client, since what the client has not read
 * yet is kept in memory up to a limit. Thread-safe.
 */
@ProviderType
public interface HttpStream {
    /**
     * Sends bytes after those that were sent before.
     *
     * @return false if the stream is over: the client is gone, has read too slowly, or {@link #end} was called
     */
    boolean send(byte[] bytes);

    /** The client is so far behind that who can wait should do so before more is sent. */
    boolean isBehind();

    /** Ends the response when the client has what was sent; any number of times. */
    void end();
}
