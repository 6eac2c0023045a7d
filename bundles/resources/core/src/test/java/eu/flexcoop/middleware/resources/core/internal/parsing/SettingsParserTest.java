package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.resources.api.ApiSettings;
import eu.flexcoop.middleware.resources.api.ApiSettings.Renderer;
import eu.flexcoop.middleware.resources.api.CrossOrigin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SettingsParserTest {
    private static RootSettings settings(String json) throws IOException, DefinitionException {
        return SettingsParser.parse(
                new ByteArrayInputStream(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void nothingSaidMeansEvesDefaults() throws Exception {
        assertThat(settings("{}").api()).isEqualTo(ApiSettings.DEFAULT);
        assertThat(settings("{'SCHEMA_ENDPOINT': null, 'X_DOMAINS': null, 'OPLOG': false, 'ITEMS': '_items'}")
                        .api())
                .isEqualTo(ApiSettings.DEFAULT);
    }

    @Test
    void theApiIsDescribedOnce() throws Exception {
        ApiSettings api = settings(
                        """
                        {'DATE_FORMAT': '%Y', 'PAGINATION_DEFAULT': 10, 'PAGINATION_LIMIT': 20, 'DEBUG': false,
                         'SCHEMA_ENDPOINT': 'schema', 'RENDERERS': ['eve.render.JSONRenderer'],
                         'ENFORCE_IF_MATCH': false, 'UPSERT_ON_PUT': false, 'BANDWIDTH_SAVER': false}
                        """)
                .api();

        assertThat(api.dateFormat()).isEqualTo("%Y");
        assertThat(List.of(api.pageSize(), api.pageLimit())).containsExactly(10, 20);
        assertThat(api.explained()).contains(false);
        assertThat(api.schemaEndpoint()).contains("schema");
        assertThat(api.renderers()).containsExactly(Renderer.JSON);
        assertThat(api.writing()).isEqualTo(new ApiSettings.Writing(true, false, false, false));
    }

    @Test
    void originsAreComparedAsAWhole() throws Exception {
        CrossOrigin rules = settings(
                        "{'X_DOMAINS': 'http://app.example.org', 'X_DOMAINS_RE': ['https://[a-z]+\\\\.example\\\\.org']}")
                .api()
                .crossOrigin()
                .orElseThrow();

        assertThat(rules.admits("http://app.example.org")).isTrue();
        assertThat(rules.admits("https://acme.example.org")).isTrue();
        assertThat(rules.admits("https://acme.example.org.evil.com")).isFalse();
        assertThat(rules.admits("http://other.example.org")).isFalse();
        assertThat(rules.maxAgeSeconds()).isEqualTo(21_600);
        assertThat(settings("{'X_DOMAINS': '*'}")
                        .api()
                        .crossOrigin()
                        .orElseThrow()
                        .admits("null"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'PAGE_LIMIT': 1} | $.PAGE_LIMIT | unknown setting 'PAGE_LIMIT', use of",
                "{'MONGO_HOST': 'x'} | $.MONGO_HOST | MONGO_HOST is not supported: the middleware connects",
                "{'RATE_LIMIT_GET': [1, 900]} | $.RATE_LIMIT_GET | limit the rate of requests in the proxy",
                "{'ITEMS': 'data'} | $.ITEMS | ITEMS is 'data', only _items is there",
                "{'IF_MATCH': 'perhaps'} | $.IF_MATCH | 'perhaps'",
                "{'PAGINATION_LIMIT': 0} | $.PAGINATION_LIMIT | use a whole number from 1",
                "{'PAGINATION_DEFAULT': 30, 'PAGINATION_LIMIT': 20} | $.PAGINATION_LIMIT | use at least",
                "{'DATE_FORMAT': '%s'} | $.DATE_FORMAT | use %Y %m %d",
                "{'SCHEMA_ENDPOINT': 'a/b'} | $.SCHEMA_ENDPOINT | use one part of an address",
                "{'RENDERERS': ['my.Renderer']} | $.RENDERERS[0] | unknown renderer 'my.Renderer'",
                "{'RENDERERS': ['eve.render.XMLRenderer']} | $.RENDERERS | need eve.render.JSONRenderer",
                "{'X_DOMAINS': '*', 'X_ALLOW_CREDENTIALS': true} | $.X_ALLOW_CREDENTIALS | name the origins",
                "{'X_DOMAINS_RE': ['[']} | $.X_DOMAINS_RE | is not a regular expression",
            })
    void whatCannotBeDoneIsRefusedByName(String json, String path, String reason) {
        assertThatThrownBy(() -> settings(json))
                .isInstanceOfSatisfying(
                        DefinitionException.class, e -> assertThat(e.path()).isEqualTo(path))
                .hasMessageContaining(reason);
    }

    @Test
    void eachSettingHasOneFate() {
        Set<String> seen = new HashSet<>();
        for (Set<String> group : List.of(
                EveSettings.READ, EveSettings.OF_RESOURCES, EveSettings.FIXED.keySet(), EveSettings.REFUSED.keySet())) {
            group.forEach(name -> assertThat(seen.add(name)).as(name).isTrue());
        }
    }
}
