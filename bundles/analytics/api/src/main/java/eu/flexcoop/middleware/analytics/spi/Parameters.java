package eu.flexcoop.middleware.analytics.spi;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * Parameters of a run by name; empty if neither the caller nor the descriptor gives a value.
 *
 * @param values JSON values; instants as ISO-8601 texts
 */
public record Parameters(Map<String, Object> values) {
    public Parameters {
        values = Map.copyOf(values);
    }

    public Optional<String> text(String name) {
        return value(name, String.class);
    }

    public Optional<Boolean> flag(String name) {
        return value(name, Boolean.class);
    }

    public Optional<Long> integer(String name) {
        return value(name, Number.class).map(Number::longValue);
    }

    public Optional<Double> number(String name) {
        return value(name, Number.class).map(Number::doubleValue);
    }

    public Optional<Instant> instant(String name) {
        return value(name, String.class).map(Instant::parse);
    }

    /** A list of texts; empty where there is none. */
    public List<String> texts(String name) {
        return value(name, List.class).stream()
                .flatMap(list -> ((List<?>) list).stream())
                .map(String::valueOf)
                .toList();
    }

    /** A list of device ids; empty where there is none. */
    public Set<DeviceId> devices(String name) {
        return texts(name).stream().map(DeviceId::new).collect(Collectors.toUnmodifiableSet());
    }

    private <T> Optional<T> value(String name, Class<T> type) {
        Object value = values.get(name);
        if (value != null && !type.isInstance(value)) {
            throw new IllegalArgumentException("Parameter '%s' is a %s, not a %s"
                    .formatted(name, value.getClass().getSimpleName(), type.getSimpleName()));
        }
        return Optional.ofNullable(type.cast(value));
    }
}
