package eu.flexcoop.middleware.analytics.core.internal;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.analytics.api.InvalidParametersException;
import eu.flexcoop.middleware.analytics.api.ModuleDescriptor;
import eu.flexcoop.middleware.analytics.api.ParameterRule;
import eu.flexcoop.middleware.analytics.api.ParameterType;
import eu.flexcoop.middleware.analytics.spi.PlanKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ParameterCheckTest {
    private static final ModuleDescriptor MODULE = new ModuleDescriptor(
            "forecast",
            "Forecast",
            List.of("kwh"),
            List.of("device_id"),
            PlanKind.SERIES,
            "default",
            List.of(
                    rule("from", ParameterType.DATETIME, true, null, List.of(), null, null),
                    rule("days", ParameterType.INTEGER, false, 7L, List.of(), 1.0, 31.0),
                    rule("share", ParameterType.FLOAT, false, null, List.of(), 0.0, 1.0),
                    rule("dry", ParameterType.BOOLEAN, false, null, List.of(), null, null),
                    rule("method", ParameterType.STRING, false, null, List.of("mean", "tree"), null, null),
                    rule("devices", ParameterType.LIST, false, null, List.of(), null, 3.0)));

    @Test
    void textsOfAShellBecomeValues() {
        assertThat(check(Map.of(
                        "from",
                        "2026-03-01",
                        "days",
                        "3",
                        "share",
                        "0.5",
                        "dry",
                        "true",
                        "method",
                        "tree",
                        "devices",
                        "a, b")))
                .isEqualTo(Map.of(
                        "from",
                        "2026-03-01T00:00:00Z",
                        "days",
                        3L,
                        "share",
                        0.5,
                        "dry",
                        true,
                        "method",
                        "tree",
                        "devices",
                        List.of("a", "b")));
    }

    @Test
    void valuesOfJsonStayAsTheyAreAndDefaultsAreFilledIn() {
        Date from = Date.from(Instant.parse("2026-03-01T00:00:00Z"));

        assertThat(check(Map.of("from", from, "devices", List.of("a"))))
                .isEqualTo(Map.of("from", "2026-03-01T00:00:00Z", "days", 7L, "devices", List.of("a")));
    }

    @Test
    void checkedValuesPassASecondCheckUnchanged() {
        Map<String, Object> once = check(Map.of("from", "2026-03-01T12:30", "share", 1));

        assertThat(check(once)).isEqualTo(once);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-01, 2026-03-01T00:00:00Z",
        "2026-03-01T12:30, 2026-03-01T12:30:00Z",
        "2026-03-01T12:30:15Z, 2026-03-01T12:30:15Z",
        "2026-03-01T12:30:15+02:00, 2026-03-01T10:30:15Z",
        "2026-03-01T12:30:15.123456Z, 2026-03-01T12:30:15.123456Z"
    })
    void instantsMayBeWrittenInSeveralWays(String written, String meant) {
        assertThat(check(Map.of("from", written))).containsEntry("from", meant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            from    | yesterday | is 'yesterday', use an instant such as 2026-01-31 or 2026-01-31T15:45:00Z
            days    | 2.5       | is '2.5', use a whole number
            days    | 0         | is 0, least is 1
            days    | 32        | is 32, most is 31
            share   | much      | is 'much', use a number
            share   | NaN       | is 'NaN', use a finite number
            share   | 1.5       | is 1.5, most is 1
            dry     | maybe     | is 'maybe', use true or false
            method  | guess     | is 'guess', use one of [mean, tree]
            devices | a,b,c,d   | has length 4, most is 3
            shift   | 1         | is unknown, there are days, devices, dry, from, method, share
            """)
    void aWrongValueIsNamedWithWhatIsAccepted(String name, String value, String issue) {
        InvalidParametersException wrong = catchThrowableOfType(
                () -> ParameterCheck.check(MODULE, Map.of(name, value)), InvalidParametersException.class);

        assertThat(wrong.issues()).containsEntry(name, issue);
        assertThat(wrong.status()).isEqualTo(422);
    }

    @Test
    void allMistakesAreToldAtOnce() {
        InvalidParametersException wrong = catchThrowableOfType(
                () -> ParameterCheck.check(MODULE, Map.of("days", "x", "dry", "y")), InvalidParametersException.class);

        assertThat(wrong)
                .hasMessage("Parameters of module 'forecast' are wrong: days: is 'x', use a whole number; "
                        + "dry: is 'y', use true or false; from: is required");
    }

    private static Map<String, Object> check(Map<String, Object> given) {
        return ParameterCheck.check(MODULE, given);
    }

    private static ParameterRule rule(
            String name,
            ParameterType type,
            boolean required,
            Object defaultValue,
            List<Object> allowed,
            Double min,
            Double max) {
        return new ParameterRule(
                name,
                type,
                "",
                required,
                Optional.ofNullable(defaultValue),
                allowed,
                Optional.ofNullable(min),
                Optional.ofNullable(max),
                Optional.empty());
    }
}
