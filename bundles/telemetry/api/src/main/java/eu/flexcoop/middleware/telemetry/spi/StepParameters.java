package eu.flexcoop.middleware.telemetry.spi;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The parameters of a step in the configuration of a metric. Each method throws {@link ParameterRefusedException} if the
 * parameter is there with a value of another type or outside of the limits.
 */
@ProviderType
public interface StepParameters {
    /** A number, if it is there. */
    OptionalDouble number(String key);

    /** A number within limits; the limits are accepted, too. */
    default double number(String key, double otherwise, double lowest, double highest) {
        OptionalDouble found = number(key);
        if (found.isPresent() && !(found.getAsDouble() >= lowest && found.getAsDouble() <= highest)) {
            throw refused(key, "a number from %s to %s".formatted(lowest, highest));
        }
        return found.orElse(otherwise);
    }

    /** An ISO-8601 duration such as {@code PT15M}, at least one second long, if it is there. */
    Optional<Duration> duration(String key);

    boolean flag(String key, boolean otherwise);

    /** One of some texts. */
    String choice(String key, String otherwise, String... accepted);

    /** What to throw about a parameter that does not fit the others. */
    ParameterRefusedException refused(String key, String accepted);
}
