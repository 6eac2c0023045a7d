package eu.flexcoop.middleware.http.api;

/** What the hub demands before a request reaches an endpoint. */
public enum Access {
    /**
     * A bearer token of a trusted issuer. The caller is the {@code Caller} that {@code SecurityContext.getUserPrincipal()}
     * returns; without a good token the hub answers 401 itself.
     */
    TOKEN,
    /**
     * The endpoint decides for each request whether it needs a token, and asks for the caller by {@link HttpExchange#authenticate}.
     * Only for an {@link HttpEndpoint}; for others the same as {@link #TOKEN}.
     */
    TOKEN_AS_ASKED,
    /** Nothing: the endpoint is public, or checks a client certificate by itself. */
    OPEN
}
