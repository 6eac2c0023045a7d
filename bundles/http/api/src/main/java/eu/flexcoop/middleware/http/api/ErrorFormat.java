package eu.flexcoop.middleware.http.api;

/** How an endpoint's clients read the errors that the hub answers with. */
public enum ErrorFormat {
    /** An object as the REST API writes it: {@code _status} and {@code _error} with code, message, advice and id. */
    JSON,
    /** A line of text: for clients that look at the status only, such as VENs (OpenADR 2.0b transports errors by status). */
    TEXT
}
