package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code If-Match: *} and the header Accept-Patch. */
@NeedsMongod
class AnyStateTest {
    private static final String ONE = "lamps/" + "a".repeat(24);
    private static final String NONE = "lamps/" + "b".repeat(24);

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
                .with(
                        "lamps",
                        """
                        {'resource_methods': ['GET', 'POST'], 'item_methods': ['GET', 'PATCH', 'PUT', 'DELETE'],
                         'schema': {'room': {'type': 'string'}}}""");
        api.post(Api.ADMIN, "lamps", "{'_id': '%s', 'room': 'hall'}".formatted("a".repeat(24)));
    }

    private RestResponse any(String method, String address, String body) {
        return api.request(Api.ADMIN, method, address, body, "If-Match", "*");
    }

    @Test
    void anyStateOfADocumentIsChanged() {
        assertThat(any("PATCH", ONE, "{'room': 'attic'}").status()).isEqualTo(200);
        assertThat(any("PUT", ONE, "{'room': 'cellar'}").status()).isEqualTo(200);
        assertThat(api.get(Api.ADMIN, ONE)).containsEntry("room", "cellar");
        assertThat(any("DELETE", ONE, "").status()).isEqualTo(204);
        assertThat(api.request(Api.ADMIN, "GET", ONE, "").status()).isEqualTo(404);
    }

    @Test
    void aDocumentMustBeThere() {
        assertThat(any("PATCH", NONE, "{'room': 'attic'}").status()).isEqualTo(404);
        assertThat(any("PUT", NONE, "{'room': 'attic'}").status()).isEqualTo(412);
        assertThat(api.request(Api.ADMIN, "GET", NONE, "").status()).isEqualTo(404);
        assertThat(api.request(Api.ADMIN, "PUT", NONE, "{'room': 'attic'}").status())
                .isEqualTo(201);
    }

    @Test
    void theTypesOfPatchesAreSaid() {
        String types = "application/json, application/merge-patch+json, application/json-patch+json";

        assertThat(api.request(Api.ADMIN, "OPTIONS", ONE, "").headers()).containsEntry("Accept-Patch", types);
        assertThat(api.request(Api.ADMIN, "OPTIONS", "lamps", "").headers()).doesNotContainKey("Accept-Patch");
        RestResponse refused =
                api.request(Api.ADMIN, "PATCH", ONE, "x", "Content-Type", "text/x-diff", "If-Match", "*");
        assertThat(refused.status()).as(Requests.json(refused).toJson()).isEqualTo(400);
        assertThat(refused.headers()).containsEntry("Accept-Patch", types);
        RestResponse malformed = any("PATCH", ONE, "x");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(malformed.headers()).doesNotContainKey("Accept-Patch");
    }
}
