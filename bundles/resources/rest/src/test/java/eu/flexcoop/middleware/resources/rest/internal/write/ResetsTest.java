package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static eu.flexcoop.middleware.resources.rest.internal.write.Api.ADMIN;
import static eu.flexcoop.middleware.resources.rest.internal.write.Api.ANN;
import static org.assertj.core.api.Assertions.assertThat;

/** {@code reset_on_patch}. */
@NeedsMongod
class ResetsTest {
    private static PrivateMongod mongod;
    private Api api;
    private String address;

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
                        "deals",
                        """
                        {'resource_methods': ['GET', 'POST', 'PATCH'], 'item_methods': ['GET', 'PATCH'],
                         'reset_on_patch': {'validated': false, 'by': null},
                         'access': {'prosumer': {'change': ['status']}, 'admin': {}},
                         'schema': {'status': {'type': 'string'}, 'validated': {'type': 'boolean'},
                                    'by': {'type': 'string', 'nullable': true}}}""");
        address = "deals/"
                + api.post(ADMIN, "deals", "{'status': 'new', 'validated': true, 'by': 'eve'}")
                        .getString("_id");
    }

    private Document deal() {
        return api.get(ADMIN, address);
    }

    @Test
    void aChangeResetsWhatTheCallerMayNotEvenChange() {
        assertThat(deal()).containsEntry("validated", true);

        assertThat(api.patch(ANN, address, "application/json", "{'status': 'signed'}")
                        .status())
                .isEqualTo(200);

        assertThat(deal())
                .containsEntry("status", "signed")
                .containsEntry("validated", false)
                .containsEntry("by", null);
        assertThat(api.patch(ANN, address, "application/json", "{'validated': true}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aChangeThatNamesTheFieldSetsIt() {
        api.patch(ADMIN, address, "application/json", "{'status': 'x'}");

        assertThat(api.patch(ADMIN, address, "application/json", "{'validated': true}")
                        .status())
                .isEqualTo(200);

        assertThat(deal()).containsEntry("validated", true).containsEntry("by", null);
    }

    @Test
    void everyFormOfPatchResets() {
        String[][] patches = {
            {"application/merge-patch+json", "{'status': 'a'}"},
            {"application/json-patch+json", "[{'op': 'replace', 'path': '/status', 'value': 'b'}]"},
            {"application/json", "{'$set': {'status': 'c'}}"},
            {"application/json", "{}"}
        };
        for (String[] patch : patches) {
            api.patch(ADMIN, address, "application/json", "{'validated': true}");
            assertThat(api.patch(ADMIN, address, patch[0], patch[1]).status())
                    .as(patch[1])
                    .isEqualTo(200);
            assertThat(deal()).as(patch[1]).containsEntry("validated", false);
        }
        api.patch(ADMIN, address, "application/json", "{'validated': true}");
        assertThat(api.request(ADMIN, "PATCH", "deals?where={'status':'c'}".replace('\'', '"'), "{'status': 'd'}")
                        .status())
                .isEqualTo(200);
        assertThat(deal()).containsEntry("status", "d").containsEntry("validated", false);
    }

    @Test
    void anInvalidChangeResetsNothing() {
        assertThat(api.patch(ADMIN, address, "application/json", "{'status': 5}")
                        .status())
                .isEqualTo(422);
        assertThat(deal()).containsEntry("validated", true);
    }
}
