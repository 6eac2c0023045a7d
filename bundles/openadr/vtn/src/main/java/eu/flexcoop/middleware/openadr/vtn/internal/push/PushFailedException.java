package eu.flexcoop.middleware.openadr.vtn.internal.push;

/** A message could not be brought to a VEN, or its answer cannot be used; the message says why. */
final class PushFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    PushFailedException(String reason) {
        // a fault of the VEN or of the network, not of this program: no stack trace is needed
        super(reason, null, false, false);
    }
}
