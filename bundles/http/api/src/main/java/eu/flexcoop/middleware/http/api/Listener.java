package eu.flexcoop.middleware.http.api;

/** The doors of the middleware; which port each one has is configuration. */
public enum Listener {
    /** HTTP and HTTPS for components, people and probes. */
    API,
    /** HTTPS with a mandatory client certificate, for the boxes. */
    VTN
}
