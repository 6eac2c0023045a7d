package eu.flexcoop.middleware.openadr.vtn.internal;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;

/** A message is answered with an error code of OpenADR, over HTTP with status 200. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public static final String OUT_OF_SEQUENCE = "450";
    public static final String NOT_ALLOWED = "451";
    public static final String INVALID_ID = "452";
    public static final String NOT_RECOGNIZED = "453";
    public static final String INVALID_DATA = "454";
    public static final String COMPLIANCE = "459";
    public static final String REPORT_NOT_SUPPORTED = "461";
    public static final String TARGET_MISMATCH = "462";
    public static final String NOT_REGISTERED = "463";

    private final String code;
    private final boolean venUnknown;

    public RefusedException(String code, String description) {
        this(code, description, false);
    }

    private RefusedException(String code, String description, boolean venUnknown) {
        // an answer to a client, not a fault of the VTN: no stack trace is needed
        super(description, null, false, false);
        this.code = code;
        this.venUnknown = venUnknown;
    }

    /** There is no such VEN: its registration or the data of the VTN was lost. */
    public static RefusedException unknownVen(String description) {
        return new RefusedException(NOT_REGISTERED, description, true);
    }

    /** A message that a VEN does not send. */
    public static RefusedException misplaced(OadrPayload message) {
        return new RefusedException(
                COMPLIANCE, message.type().root() + " is a message of a VTN; a VEN does not send it");
    }

    public String code() {
        return code;
    }

    public boolean isVenUnknown() {
        return venUnknown;
    }
}
