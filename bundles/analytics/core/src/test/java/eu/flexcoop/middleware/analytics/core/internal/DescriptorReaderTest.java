package eu.flexcoop.middleware.analytics.core.internal;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.analytics.api.ModuleDescriptor;
import eu.flexcoop.middleware.analytics.spi.PlanKind;
import eu.flexcoop.middleware.extension.api.FileRefusedException;
import eu.flexcoop.middleware.resources.core.internal.parsing.CerberusSchemaCompiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DescriptorReaderTest {
    private static final String GOOD =
            """
            {"name": "quality", "title": "Quality", "inputs": ["kwh"], "output": {"key": ["device_id", "date"]},
             "parameters": {"days": {"type": "integer", "title": "Days back", "min": 1, "default": 7}, "share": {"type": "number"}}}
            """;

    @Test
    void aDescriptorIsReadWithItsDefaults() throws Exception {
        ModuleDescriptor module = read(GOOD).descriptor();

        assertThat(module.queue()).isEqualTo("default");
        assertThat(module.plan()).isEqualTo(PlanKind.SERIES);
        assertThat(module.resultCollection()).isEqualTo("result_quality");
        assertThat(module.parameters()).containsExactly(Map.entry("days", "Days back"), Map.entry("share", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            "name": "quality",        | ""                            | 'name' is missing
            "quality"                 | "Quality-1"                   | 'Quality-1' is not a name of a module: use small letters
            "inputs": ["kwh"]         | "inputs": "kwh"               | 'inputs' must be a list of texts, found "kwh"
            "name": "quality",        | "name": "quality", "plan": "spark", | 'spark' is not a kind of plan, use one of series, script, hive, steps, training
            "name": "quality",        | "name": "quality", "schedule": "0 3 * * *", | 'schedule' is unknown, use one of
            "title"                   | "titel"                       | 'titel' is unknown, use one of inputs, name, output, parameters, plan, queue, title
            {"key": ["device_id", "date"]} | {"key": []}              | 'output.key' must be a list of texts, found []
            """)
    void aMistakeIsNamedWithItsPlaceAndWhatIsAccepted(String good, String bad, String message) {
        String json = GOOD.replace(good, bad.equals("\"\"") ? "" : bad);

        assertThatThrownBy(() -> read(json))
                .isInstanceOf(FileRefusedException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void whatIsNotJsonIsSaidWithLineAndColumn() {
        assertThatThrownBy(() -> read("{\n  \"name\": }"))
                .isInstanceOf(FileRefusedException.class)
                .hasMessageContaining("it is not valid JSON")
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> read("[]")).isInstanceOf(FileRefusedException.class);
        assertThatThrownBy(() -> read("")).isInstanceOf(FileRefusedException.class);
    }

    private static ModuleFile read(String json) throws Exception {
        return new DescriptorReader(new CerberusSchemaCompiler())
                .read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }
}
