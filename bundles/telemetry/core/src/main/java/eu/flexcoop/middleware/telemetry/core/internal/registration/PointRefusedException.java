package eu.flexcoop.middleware.telemetry.core.internal.registration;

/** A data point cannot be registered; the message is the reason that its box is told. */
final class PointRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    PointRefusedException(String reason) {
        super(reason);
    }
}
