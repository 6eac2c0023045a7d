package eu.flexcoop.middleware.resources.rest.internal.write.patch;

/** One operation of a patch cannot be applied to the document; the message says why. */
final class PatchFailure extends Exception {
    private static final long serialVersionUID = 1L;

    PatchFailure(String reason, Object... arguments) {
        super(reason.formatted(arguments), null, false, false);
    }
}
