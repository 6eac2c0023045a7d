package eu.flexcoop.middleware.http.api;

/** The listeners of the middleware; their ports are configuration. */
public enum Listener {
    /** HTTP and HTTPS for components, people and probes. */
    API(ErrorFormat.JSON),
    /** HTTPS with a mandatory client certificate, for the VENs. */
    VTN(ErrorFormat.TEXT);

    private final ErrorFormat errorFormat;

    Listener(ErrorFormat errorFormat) {
        this.errorFormat = errorFormat;
    }

    /** How errors are written where no endpoint says otherwise, such as those of unknown addresses. */
    public ErrorFormat errorFormat() {
        return errorFormat;
    }
}
