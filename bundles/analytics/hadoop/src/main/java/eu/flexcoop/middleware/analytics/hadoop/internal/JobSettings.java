package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.apache.hadoop.conf.Configuration;

import eu.flexcoop.middleware.analytics.spi.SeriesFunction;
import eu.flexcoop.middleware.analytics.spi.SeriesInput;
import eu.flexcoop.middleware.analytics.spi.SeriesPlan;
import eu.flexcoop.middleware.core.api.DeviceId;

/** The plan as keys of the job's configuration, which is all that map and reduce tasks get to see of it. */
final class JobSettings {
    private static final String FUNCTION = "flexcoop.function";
    private static final String SETTING = "flexcoop.setting.";
    private static final String METRICS = "flexcoop.input.metrics";
    private static final String DEVICES = "flexcoop.input.devices";
    private static final String FROM = "flexcoop.input.from";
    private static final String TO = "flexcoop.input.to";
    /** Folder in which a task leaves a note of why its function failed. */
    static final String FAILURES = "flexcoop.failures";

    private JobSettings() {}

    static void write(SeriesPlan plan, Configuration configuration) {
        SeriesInput input = plan.input();
        configuration.set(FUNCTION, plan.function().getName());
        plan.settings().forEach((key, value) -> configuration.set(SETTING + key, value));
        configuration.setStrings(METRICS, input.metrics().toArray(String[]::new));
        if (!input.devices().isEmpty()) {
            configuration.setStrings(
                    DEVICES, input.devices().stream().map(DeviceId::value).toArray(String[]::new));
        }
        configuration.set(FROM, input.from().toString());
        configuration.set(TO, input.to().toString());
    }

    static SeriesInput input(Configuration configuration) {
        return new SeriesInput(
                Set.of(configuration.getStrings(METRICS)),
                Arrays.stream(configuration.getStrings(DEVICES, new String[0]))
                        .map(DeviceId::new)
                        .collect(Collectors.toUnmodifiableSet()),
                Instant.parse(configuration.get(FROM)),
                Instant.parse(configuration.get(TO)));
    }

    /** A new instance of the plan's function, with its settings. */
    static SeriesFunction function(Configuration configuration) {
        String name = configuration.get(FUNCTION);
        try {
            SeriesFunction function = configuration
                    .getClassByName(name)
                    .asSubclass(SeriesFunction.class)
                    .getConstructor()
                    .newInstance();
            function.configure(settings(configuration));
            return function;
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "%s must be a public class with a public constructor without parameters".formatted(name), e);
        }
    }

    private static Map<String, String> settings(Configuration configuration) {
        return configuration.getPropsWithPrefix(SETTING);
    }
}
