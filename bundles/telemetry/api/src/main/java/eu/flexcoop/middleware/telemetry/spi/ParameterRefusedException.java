package eu.flexcoop.middleware.telemetry.spi;

/** A parameter in the configuration of the cleaning cannot be used. */
public class ParameterRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param path JSON path, for example {@code $.metrics.lux[1].threshold}
     * @param found as JSON
     * @param accepted what may stand there, for example {@code a number}
     */
    public ParameterRefusedException(String path, String found, String accepted) {
        super("%s: found %s, accepted is %s".formatted(path, found, accepted));
    }
}
