package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.hadoop.conf.Configuration;

import eu.flexcoop.middleware.analytics.spi.SeriesFunction;
import eu.flexcoop.middleware.analytics.spi.SeriesInput;
import eu.flexcoop.middleware.analytics.spi.SeriesPlan;
import eu.flexcoop.middleware.core.api.DeviceId;

/** A series plan in the configuration of its job, from which map and reduce tasks read it. */
final class JobSettings {
    private static final String FUNCTION = "flexcoop.function";
    private static final String SETTING = "flexcoop.setting.";
    private static final String METRICS = "flexcoop.input.metrics";
    private static final String DEVICES = "flexcoop.input.devices";
    private static final String FROM = "flexcoop.input.from";
    private static final String TO = "flexcoop.input.to";
    /** Folder of the notes of failed tasks, see {@link FailureNote}. */
    static final String FAILURES = "flexcoop.failures";

    private JobSettings() {}

    static void write(SeriesPlan plan, Configuration configuration) {
        SeriesInput input = plan.input();
        configuration.set(FUNCTION, plan.function().getName());
        plan.settings().forEach((key, value) -> configuration.set(SETTING + key, encoded(value)));
        configuration.setStrings(METRICS, encoded(input.metrics().stream()));
        if (!input.devices().isEmpty()) {
            configuration.setStrings(DEVICES, encoded(input.devices().stream().map(DeviceId::value)));
        }
        configuration.set(FROM, input.from().toString());
        configuration.set(TO, input.to().toString());
    }

    static SeriesInput input(Configuration configuration) {
        return new SeriesInput(
                decoded(configuration.getStrings(METRICS)).collect(Collectors.toSet()),
                decoded(configuration.getStrings(DEVICES, new String[0]))
                        .map(DeviceId::new)
                        .collect(Collectors.toSet()),
                Instant.parse(configuration.get(FROM)),
                Instant.parse(configuration.get(TO)));
    }

    static Map<String, String> settings(Configuration configuration) {
        Map<String, String> settings = new HashMap<>(configuration.getPropsWithPrefix(SETTING));
        settings.replaceAll((key, value) -> decoded(value));
        return settings;
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

    private static String[] encoded(Stream<String> values) {
        return values.map(JobSettings::encoded).toArray(String[]::new);
    }

    /** Without commas, which separate values in a configuration, and without {@code ${}}, which Hadoop would expand. */
    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static Stream<String> decoded(String... values) {
        return Arrays.stream(values).map(JobSettings::decoded);
    }

    private static String decoded(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }
}
