package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** What a cache between us and several callers may keep. */
@NeedsMongod
class SharedCachesTest {
    private static final String DEFINITION =
            """
            {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET', 'PATCH'], %s
             'access': {'prosumer': {'rows': {'account_id': '$account'}}, 'admin': {}},
             'schema': {'account_id': {'type': 'string'}, 'n': {'type': 'integer'}}}""";
    private static final String CACHED = "'cache_control': 'max-age=10,must-revalidate', 'cache_expires': 10,";

    private static PrivateMongod mongod;
    private Api api;

    @BeforeAll
    static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void publish() {
        api = new Api(mongod)
                .with("cached", DEFINITION.formatted(CACHED))
                .with("plain", DEFINITION.formatted(""))
                .with("open", DEFINITION.formatted("'public_methods': ['GET']," + CACHED));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cached | private, max-age=10,must-revalidate",
                "cached/ID | private, max-age=10,must-revalidate",
                "plain | no-store",
                "plain/ID | no-store",
                "plain/000000000000000000000000 | no-store",
                "nowhere | no-store",
                "'' | no-store"
            })
    void anAnswerBehindATokenIsForItsCaller(String address, String control) {
        String resource = address.replaceAll("/.*", "");
        String id = resource.equals("nowhere") || resource.isEmpty()
                ? ""
                : api.post(Api.ANN, resource, "{'n': 1}").getString("_id");

        for (String method : new String[] {"GET", "HEAD"}) {
            RestResponse answer = api.request(Api.ANN, method, address.replace("ID", id), "");

            assertThat(answer.headers()).containsEntry("Cache-Control", control);
            assertThat(answer.headers().get("Vary")).contains("Authorization");
        }
    }

    @Test
    void anAnswerToEverybodyIsCachedAsItsDefinitionSays() {
        RestResponse answer = api.request(Api.ANN, "GET", "open", "");

        assertThat(answer.headers()).containsEntry("Cache-Control", "max-age=10,must-revalidate");
    }

    @Test
    void anAnswerToAWriteIsNotCached() {
        assertThat(api.request(Api.ANN, "POST", "open", "{'n': 1}").headers())
                .containsEntry("Cache-Control", "no-store");
    }
}
