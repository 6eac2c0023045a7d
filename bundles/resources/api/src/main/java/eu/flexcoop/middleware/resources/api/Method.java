package eu.flexcoop.middleware.resources.api;

/** The methods that a definition can allow; HEAD comes with GET and OPTIONS is always answered. */
public enum Method {
    GET,
    POST,
    PUT,
    PATCH,
    DELETE
}
