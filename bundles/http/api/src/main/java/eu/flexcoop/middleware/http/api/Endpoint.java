package eu.flexcoop.middleware.http.api;

/** What the hub must know of everything that it serves. */
public interface Endpoint {
    /**
     * Path below the root of the listener, with a leading slash: {@code /1}. Of several endpoints with one address the one with
     * the highest service ranking is served, then the oldest; the next takes over when it leaves.
     */
    String address();

    /** Through which listener it is reached. */
    default Listener listener() {
        return Listener.API;
    }

    /** How the hub writes the errors of requests that it refuses or that fail. */
    default ErrorFormat errorFormat() {
        return listener().errorFormat();
    }

    /** What a request must show. */
    default Access access() {
        return Access.TOKEN;
    }

    /**
     * Whether every request that may change something is in the audit log, by POST, PUT, PATCH or DELETE. Requests that are refused by access
     * rules or limits always are.
     */
    default boolean isAudited() {
        return listener() == Listener.API;
    }
}
