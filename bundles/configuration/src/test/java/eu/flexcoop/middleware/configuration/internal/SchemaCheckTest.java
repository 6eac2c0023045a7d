package eu.flexcoop.middleware.configuration.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.configuration.api.ConfigurationProblem;

import static org.assertj.core.api.Assertions.assertThat;

class SchemaCheckTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    power        | 10
                    power        | ' 1 '
                    share        | 0.25
                    enabled      | FALSE
                    pause        | PT0.5S
                    grace        | PT0S
                    mode         | slow
                    networks     | 192.0.2.0/24, 2001:db8::/32
                    networks     | none
                    networks     | ''
                    zone         | Europe/Madrid
                    port         | 0
                    server       | mongodb://u:p@a:27017,b:27018/db?w=1
                    count        | 2147483647
                    bytes        | 2147483648
                    names        | 'x=a, y = b'
                    hooks        | ems=https://example.org/in
                    signed       | false
                    longestPause | P36500D
                    service.pid  | anything
                    other.target | (format=amon)
                    """)
    void whatIsInRangeAndFormIsAccepted(String key, String value) throws IOException {
        assertThat(check(Map.of(key, value))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    power        | eleven           | a whole number from 1 to 10
                    power        | 11               | from 1 to 10
                    power        | ''               | a whole number
                    power        | 99999999999999999999 | a whole number
                    share        | NaN              | a number from 0 to 1
                    share        | 1.5              | from 0 to 1
                    enabled      | yes              | true or false
                    pause        | 5s               | an ISO-8601 duration such as PT30S
                    pause        | PT0S             | at least PT0.001S
                    pause        | PT0.0001S        | at least PT0.001S
                    pause        | P99999D          | an ISO-8601 duration
                    count        | 3000000000       | a whole number
                    bytes        | 1e3              | a whole number
                    names        | x=c              | a pair such as name=value whose value is one of a, b
                    names        | a                | a pair such as name=value
                    hooks        | ems=example.org  | a pair such as name=https://host/path
                    folder       | /tmp/a?b         | without a question mark
                    POWER        | 2                | unknown key; did you mean power?
                    pause        | ''               | an ISO-8601 duration
                    grace        | PT2H             | from PT0S to PT1H
                    mode         | Slow             | one of fast, slow
                    networks     | 192.0.2.0/33     | a range of IP addresses
                    networks     | '192.0.2.0/24, x' | 'x' is not accepted
                    zone         | Europe/Barcelona | a time zone
                    port         | 65536            | a port from 0 (none) to 65535
                    port         | -1               | a port from 0 (none) to 65535
                    url          | ftp://example.org | http:// or https://
                    trust        | /does/not/exist  | a PKCS#12 file
                    other.target | (format=amon     | a filter such as
                    pwoer        | 3                | unknown key; did you mean power?
                    completely   | 3                | unknown key; known are bytes, clientId
                    """)
    void otherwiseTheAcceptedFormIsNamed(String key, String value, String reason) throws IOException {
        assertThat(check(Map.of(key, value))).singleElement().satisfies(problem -> {
            assertThat(problem.file()).isEqualTo("eu.flexcoop.pump.cfg");
            assertThat(problem.key()).isEqualTo(key);
            assertThat(problem.value()).isEqualTo(value);
            assertThat(problem.reason()).contains(reason);
        });
    }

    @Test
    void aKeyThatNeedsAnotherOrMustNotExceedItIsNamed() throws IOException {
        assertThat(check(Map.of("pause", "PT2M")).toString()).contains("must be at most longestPause, which is PT1M");
        assertThat(check(Map.of("pause", "PT2M", "longestPause", "PT3M"))).isEmpty();
        assertThat(check(Map.of("url", "https://example.org")).toString()).contains("needs a value of clientId");
        assertThat(check(Map.of("url", "https://example.org", "clientId", "a"))).isEmpty();
        assertThat(check(Map.of("signed", "true")).toString()).contains("signed = true: needs a value of clientId");
        assertThat(check(Map.of("step", "PT1M")).toString()).contains("must be less than longestPause, which is PT1M");
        assertThat(check(Map.of("step", "PT59S"))).isEmpty();
    }

    @Test
    void aKeyStoreMustOpenWithItsPassword(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("trust.p12"), "this is text");

        assertThat(check(Map.of("trust", file.toString(), "trustPassword", "geheim")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.reason()).contains("not a PKCS#12 file that opens with its password");
                    assertThat(problem.toString()).doesNotContain("geheim");
                });
    }

    @Test
    void passwordsAreNeverShown() throws IOException {
        assertThat(check(Map.of("server", "mongodb+geheim")).toString())
                .contains("(hidden)")
                .doesNotContain("geheim");
        assertThat(check(Map.of("trustPasword", "geheim")).toString())
                .contains("did you mean trustPassword?")
                .doesNotContain("geheim");
    }

    private static List<ConfigurationProblem> check(Map<String, Object> values) throws IOException {
        Schema schema = TestSchemas.all().find("eu.flexcoop.pump").orElseThrow();
        return new SchemaCheck("eu.flexcoop.pump.cfg", schema, values).problems();
    }
}
