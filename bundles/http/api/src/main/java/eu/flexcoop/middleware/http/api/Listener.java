package eu.flexcoop.middleware.http.api;

/** The listeners of the middleware; their ports are configuration. */
public enum Listener {
    /** HTTP and HTTPS for components, people and probes. */
    API,
    /** HTTPS with a mandatory client certificate, for the boxes. */
    VTN
}
