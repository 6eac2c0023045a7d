package eu.flexcoop.middleware.analytics.core.internal;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.analytics.api.InvalidParametersException;
import eu.flexcoop.middleware.extension.api.FileRefusedException;
import eu.flexcoop.middleware.resources.core.internal.parsing.CerberusSchemaCompiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ModuleParametersTest {
    private static ModuleParameters parameters;

    @BeforeAll
    static void compile() throws Exception {
        parameters = compile(
                """
                {"from": {"type": "datetime", "required": true},
                 "days": {"type": "integer", "min": 1, "max": 31, "default": 7},
                 "share": {"type": "float", "min": 0, "max": 1},
                 "dry": {"type": "boolean"},
                 "method": {"type": "string", "allowed": ["mean", "tree"]},
                 "devices": {"type": "list", "maxlength": 3}}
                """);
    }

    @Test
    void textsOfAShellBecomeValues() {
        Map<String, Object> given = Map.of(
                "from", "2026-03-01", "days", "3", "share", "0.5", "dry", "true", "method", "tree", "devices", "a, b");

        assertThat(check(given))
                .containsOnly(
                        Map.entry("from", "2026-03-01T00:00:00Z"),
                        Map.entry("days", 3),
                        Map.entry("share", 0.5),
                        Map.entry("dry", true),
                        Map.entry("method", "tree"),
                        Map.entry("devices", List.of("a", "b")));
    }

    @Test
    void valuesOfJsonStayAsTheyAreAndDefaultsAreFilledIn() {
        Date from = Date.from(Instant.parse("2026-03-01T00:00:00Z"));

        Map<String, Object> checked = check(Map.of("from", from, "devices", List.of("a")));

        assertThat(checked.get("from")).isEqualTo("2026-03-01T00:00:00Z");
        assertThat(checked.get("devices")).isEqualTo(List.of("a"));
        assertThat(((Number) checked.get("days")).longValue()).isEqualTo(7);
        assertThat(checked).hasSize(3);
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
        "2026-03-01T12:30:15.123Z, 2026-03-01T12:30:15.123Z"
    })
    void instantsMayBeWrittenInSeveralWays(String written, String meant) {
        assertThat(check(Map.of("from", written)).get("from")).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            from    | yesterday | must be of datetime type
            days    | 2.5       | must be of integer type
            days    | 0         | min value is 1
            days    | 32        | max value is 31
            share   | 0x1p3     | must be of float type
            share   | NaN       | must be of float type
            dry     | maybe     | must be of boolean type
            method  | guess     | unallowed value guess
            devices | a,b,c,d   | max length is 3
            shift   | 1         | unknown field
            """)
    void aWrongValueIsNamedWithTheMessageOfResources(String name, String value, String issue) {
        InvalidParametersException wrong =
                catchThrowableOfType(() -> check(Map.of(name, value)), InvalidParametersException.class);

        assertThat(wrong.issues()).containsEntry(name, issue);
        assertThat(wrong.status()).isEqualTo(422);
    }

    @Test
    void allMistakesAreReportedTogether() {
        assertThatThrownBy(() -> check(Map.of("days", "x", "dry", "y")))
                .isInstanceOf(InvalidParametersException.class)
                .hasMessage("Parameters of module 'forecast' are not valid: days: must be of integer type; "
                        + "dry: must be of boolean type; from: required field");
    }

    @Test
    void anErrorOfTheSchemaIsNamedWithItsPlace() {
        assertThatThrownBy(() -> compile("{\"days\": {\"type\": \"flot\"}}"))
                .isInstanceOf(FileRefusedException.class)
                .hasMessageContaining("unknown type 'flot'")
                .hasMessageEndingWith("($.parameters.days.type)");
        assertThatThrownBy(() -> compile("{\"days\": {\"type\": \"integer\", \"min\": 9, \"default\": 7}}"))
                .isInstanceOf(FileRefusedException.class)
                .hasMessage("the default of 'days' is not valid: min value is 9 ($.parameters.days.default)");
    }

    private static ModuleParameters compile(String schema) throws Exception {
        return ModuleParameters.compile(new CerberusSchemaCompiler(), new ObjectMapper().readTree(schema));
    }

    private static Map<String, Object> check(Map<String, Object> given) {
        return parameters.check("forecast", given);
    }
}
