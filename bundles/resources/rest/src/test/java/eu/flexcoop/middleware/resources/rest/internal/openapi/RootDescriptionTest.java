package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.swagger.v3.parser.OpenAPIV3Parser;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.resources.api.ApiRoot;
import eu.flexcoop.middleware.resources.rest.internal.http.Published;
import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;

/** The description of an API root with settings, and of access as Eve says it. */
class RootDescriptionTest {
    private static final ApiRoot ROOT = Published.root(
            "described",
            "{\"SCHEMA_ENDPOINT\": \"schema\"}",
            Map.of(
                    "notes",
                    """
                    {"resource_methods": ["GET", "POST"], "item_methods": ["GET", "PATCH"], "public_methods": ["GET"],
                     "auth_field": "owner", "schema": {"text": {"type": "string", "unique_to_user": true}}}""",
                    "closed",
                    """
                    {"resource_methods": ["GET", "POST"], "allowed_read_roles": ["reader"], "schema": {"n": {}}}"""));

    private static byte[] description(String role) {
        Caller caller =
                new Caller("ann", Role.PROSUMER, Optional.empty(), Optional.empty(), Optional.empty(), Set.of(role));
        return new OpenApiOperation(ROOT.resources(), Published.SETTINGS.of(ROOT.settings()))
                .get(Requests.parsed(caller, "GET", OpenApiOperation.ADDRESS, ""))
                .body();
    }

    private static Document paths(String role) {
        return Document.parse(new String(description(role), StandardCharsets.UTF_8))
                .get("paths", Document.class);
    }

    @Test
    void itIsValid() {
        String json = new String(description("reader"), StandardCharsets.UTF_8);

        assertThat(new OpenAPIV3Parser().readContents(json, null, null).getMessages())
                .isEmpty();
    }

    @Test
    void itSaysWhatNeedsNoTokenAndWhereTheSchemasAre() {
        Document paths = paths("reader");

        assertThat(paths).containsKeys("/schema", "/schema/{resource}");
        assertThat(paths.getEmbedded(List.of("/notes", "get"), Document.class))
                .containsEntry("security", List.of(new Document()));
        assertThat(paths.getEmbedded(List.of("/notes", "post"), Document.class)).doesNotContainKey("security");
        assertThat(paths.getEmbedded(List.of("/notes/{_id}", "get"), Document.class))
                .doesNotContainKey("security");
    }

    @Test
    void itHasWhatTheRolesOfTheTokenMayUse() {
        assertThat(paths("reader").get("/closed", Document.class).keySet())
                .contains("get")
                .doesNotContain("post");
        assertThat(paths("other")).doesNotContainKey("/closed");
    }
}
