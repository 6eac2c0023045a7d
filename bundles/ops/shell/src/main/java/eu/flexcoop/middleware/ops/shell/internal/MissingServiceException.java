package eu.flexcoop.middleware.ops.shell.internal;

/** A command needs a service that no bundle offers now. */
final class MissingServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingServiceException(Class<?> type) {
        super(
                "%s is not available on this node: GET /health shows what is missing, FLEXCOOP_ROLES sets the roles of the node"
                        .formatted(type.getSimpleName()));
    }
}
