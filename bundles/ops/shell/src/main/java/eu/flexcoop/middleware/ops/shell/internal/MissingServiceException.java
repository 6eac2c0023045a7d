package eu.flexcoop.middleware.ops.shell.internal;

/** The part of the middleware that a command speaks for is not there. */
final class MissingServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingServiceException(Class<?> type) {
        super("%s is not available now: store:status and GET /health say what it waits for"
                .formatted(type.getSimpleName()));
    }
}
