package eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

import eu.flexcoop.middleware.telemetry.spi.ParameterRefusedException;
import eu.flexcoop.middleware.telemetry.spi.StepParameters;

/** Parameters of one step in a file. Remembers what was asked for, so that all else can be refused. Confined to one thread. */
final class JsonParameters implements StepParameters {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final JsonNode step;
    private final String path;
    private final Set<String> asked = new TreeSet<>();

    JsonParameters(JsonNode step, String path) {
        this.step = step;
        this.path = path;
    }

    @Override
    public OptionalDouble number(String key) {
        JsonNode found = asked(key);
        if (found == null) {
            return OptionalDouble.empty();
        }
        if (!found.isNumber() || !Double.isFinite(found.doubleValue())) {
            throw refused(key, "a number");
        }
        return OptionalDouble.of(found.doubleValue());
    }

    @Override
    public Optional<Duration> duration(String key) {
        JsonNode found = asked(key);
        if (found == null) {
            return Optional.empty();
        }
        try {
            Duration duration = Duration.parse(found.asText());
            if (found.isTextual() && duration.compareTo(SHORTEST) >= 0) {
                return Optional.of(duration);
            }
        } catch (DateTimeParseException e) {
            // refused below, as is a duration that is too short
        }
        throw refused(key, "an ISO-8601 duration from %s on, such as PT15M".formatted(SHORTEST));
    }

    @Override
    public boolean flag(String key, boolean otherwise) {
        JsonNode found = asked(key);
        if (found != null && !found.isBoolean()) {
            throw refused(key, "true or false");
        }
        return found == null ? otherwise : found.booleanValue();
    }

    @Override
    public String choice(String key, String otherwise, String... accepted) {
        JsonNode found = asked(key);
        if (found == null) {
            return otherwise;
        }
        for (String each : accepted) {
            if (found.isTextual() && each.equals(found.textValue())) {
                return each;
            }
        }
        throw refused(key, "one of " + String.join(", ", accepted));
    }

    @Override
    public ParameterRefusedException refused(String key, String accepted) {
        JsonNode found = step.get(key);
        return new ParameterRefusedException(path + '.' + key, found == null ? "nothing" : found.toString(), accepted);
    }

    private JsonNode asked(String key) {
        asked.add(key);
        return step.get(key);
    }

    /** Refuses what the step did not ask for, most of which is misspelt. */
    void refuseOthers() {
        for (Iterator<String> keys = step.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!key.equals(RulesReader.STEP) && !asked.contains(key)) {
                throw new ParameterRefusedException(
                        path,
                        "the unknown key '" + key + "'",
                        asked.isEmpty() ? "no parameter" : "one of " + String.join(", ", asked));
            }
        }
    }
}
