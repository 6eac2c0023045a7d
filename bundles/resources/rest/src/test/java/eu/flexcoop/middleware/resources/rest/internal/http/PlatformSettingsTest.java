package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.ApiSettings;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** CORS and the address of the schemas of the platform's own root, by its configuration. */
@NeedsMongod
class PlatformSettingsTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");

    /** Keys that are not given have their defaults. */
    private static ApiSettings settings(Map<String, Object> configuration) {
        return PlatformSettings.of((RestConfig) Proxy.newProxyInstance(
                RestConfig.class.getClassLoader(),
                new Class<?>[] {RestConfig.class},
                (proxy, method, arguments) -> configuration.getOrDefault(method.getName(), method.getDefaultValue())));
    }

    @Test
    void theConfigurationSaysWhichOriginsAreAdmitted() throws IOException {
        ApiSettings settings = settings(Map.of(
                "schemaEndpoint",
                "schema",
                "origins",
                "https://app.example.org, https://b.example.org",
                "originPatterns",
                "https://[a-z]{1,9}\\.acme\\.example"));
        try (PrivateMongod mongod = PrivateMongod.startOrSkip()) {
            PublishedResources registry = new PublishedResources();
            Published.add(registry, "people", "{'access': {'admin': {}}, 'schema': {'name': {'type': 'string'}}}");
            Router router = new Router(
                    registry,
                    new OpenResources(
                            MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), source -> Optional.empty()),
                    Published.SETTINGS.of(settings));

            for (String origin :
                    new String[] {"https://app.example.org", "https://b.example.org", "https://north.acme.example"}) {
                RestResponse list = Requests.request(router, ADMIN, "GET", "people", "", "Origin", origin);
                assertThat(list.headers())
                        .containsEntry("Access-Control-Allow-Origin", origin)
                        .containsEntry(
                                "Access-Control-Allow-Headers",
                                "Authorization, Content-Type, If-Match, If-None-Match, If-Modified-Since")
                        .doesNotContainKey("Access-Control-Allow-Credentials");
            }
            assertThat(Requests.request(router, ADMIN, "GET", "people", "", "Origin", "https://x.example")
                            .headers())
                    .doesNotContainKey("Access-Control-Allow-Origin");
            assertThat(Requests.json(Requests.request(router, ADMIN, "GET", "schema/people", "")))
                    .containsKey("name");
        }
    }

    @Test
    void nothingIsOpenUnlessItIsConfigured() {
        ApiSettings settings = settings(Map.of());

        assertThat(settings.crossOrigin()).isEmpty();
        assertThat(settings.schemaEndpoint()).isEmpty();
        assertThat(settings.dateFormat()).isEqualTo("%Y-%m-%dT%H:%M:%S.%fZ");
        assertThat(settings.pageLimit()).isEqualTo(300);
    }

    @Test
    void badValuesAreNamed() {
        assertThatThrownBy(() -> settings(Map.of("schemaEndpoint", "a/b")))
                .hasMessageContaining("schemaEndpoint is 'a/b'");
        assertThatThrownBy(() -> settings(Map.of("originPatterns", "[")))
                .hasMessageContaining("originPatterns has '['");
        assertThatThrownBy(() -> settings(Map.of("pageSize", 0))).hasMessageContaining("pageSize 0");
    }
}
