package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.http.Published;
import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;

/** The description, checked by Swagger's parser for OpenAPI 3.1. */
class OpenApiOperationTest {
    static final Path PLATFORM = Path.of("../../../resource-defs/flexcoop/src/main/resources/OSGI-INF/resources");
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    private static final Caller OTHER_CLIENT = RowAccessTest.caller(Role.SERVICE, "LDEM");

    private final PublishedResources registry = new PublishedResources();
    private OpenApiOperation operation;

    @BeforeEach
    void start() {
        Published.add(
                registry,
                "notes",
                """
                {'resource_methods': ['GET', 'POST', 'DELETE'], 'item_methods': ['GET', 'PATCH', 'PUT', 'DELETE'],
                 'access': {'prosumer': {'rows': {'account_id': '$account'}, 'methods': ['GET', 'POST', 'PATCH'],
                                         'change': ['text'], 'hidden': ['internal']},
                            'service': {'clients': ['OMP']}, 'admin': {}},
                 'aggregation': {'index_field': 'at', 'aggregate_fields': {'n': 'SUM'}, 'groupby': 'account_id'},
                 'datasource': {'projection': {'secret': 0}},
                 'schema': {'account_id': {'type': 'uuid', 'required': true}, 'text': {'type': 'string', 'regex': 'a|b'},
                            'at': {'type': 'datetime', 'required': true}, 'key': {'type': 'string', 'unique': true},
                            'n': {'type': 'integer', 'min': 1, 'nullable': true, 'allowed': [1, 2, 3]},
                            'made': {'type': 'string', 'readonly': true}, 'internal': {'type': 'string'},
                            'secret': {'type': 'string', 'dependencies': ['text'], 'excludes': 'key'},
                            'place': {'type': 'point'}, 'kind': {'type': 'string', 'required': true, 'default': 'x'},
                            'pair': {'type': 'list', 'items': [{'type': 'string'}, {'type': 'float'}]},
                            'parts': {'type': 'list', 'minlength': 1, 'schema': {'type': 'dict', 'schema': {
                                 'id': {'type': 'objectid', 'required': true}, 'd': {'type': 'decimal'}}}},
                            'either': {'anyof': [{'type': 'string'}, {'type': 'integer'}]},
                            'map': {'type': 'dict', 'keysrules': {'type': 'string', 'regex': '[a-z]+'},
                                    'valuesrules': {'type': 'number', 'forbidden': [7]}}}}""");
        operation = new OpenApiOperation(registry, Published.SETTINGS);
    }

    private OpenApiOperation whole() {
        RestSettings settings = Published.SETTINGS;
        return new OpenApiOperation(
                registry,
                new RestSettings(
                        settings.dates(),
                        settings.pageSize(),
                        settings.pageLimit(),
                        settings.queryTimeout(),
                        settings.explained(),
                        true,
                        settings.changeStreams(),
                        settings.tokens()));
    }

    private static RestResponse get(OpenApiOperation from, Caller caller, String... headers) {
        return from.get(Requests.parsed(caller, "GET", OpenApiOperation.ADDRESS, "", headers));
    }

    private Document described(Caller caller) {
        return Requests.json(get(operation, caller));
    }

    private static List<String> problems(String json) {
        ParseOptions options = new ParseOptions();
        options.setResolve(true);
        options.setValidateExternalRefs(true);
        SwaggerParseResult result = new OpenAPIV3Parser().readContents(json, null, options);
        return result.getMessages();
    }

    private static <T> T at(Document document, Class<T> type, String... path) {
        return document.getEmbedded(List.of(path), type);
    }

    @Test
    void theDescriptionIsValidForEveryRoleAndForAllTogether() throws IOException {
        try (Stream<Path> files = Files.list(PLATFORM)) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString().replace(".json", "");
                Published.add(registry, name, Files.readString(file));
            }
        }
        assertThat(registry.published()).hasSizeGreaterThan(20);
        for (Role role : Role.values()) {
            String json =
                    new String(get(operation, RowAccessTest.caller(role, "me")).body(), StandardCharsets.UTF_8);
            assertThat(problems(json)).as("role %s", role).isEmpty();
        }
        String whole = new String(get(whole(), ANN).body(), StandardCharsets.UTF_8);
        assertThat(problems(whole)).isEmpty();
        assertThat(Document.parse(whole).get("paths", Document.class)).hasSizeGreaterThan(40);
    }

    @Test
    void theValidatorFindsMistakes() {
        String json = new String(get(operation, ADMIN).body(), StandardCharsets.UTF_8);
        assertThat(problems(json)).isEmpty();
        assertThat(problems(json.replace("\"in\":\"query\"", "\"in\":\"question\"")))
                .isNotEmpty();
        assertThat(problems(json.replace("\"description\":\"A page of documents, or all as lines.\",", "")))
                .isNotEmpty();
        assertThat(problems(json.replace("\"notes.new\":", "\"notes.newer\":"))).isNotEmpty();
    }

    @Test
    void aCallerReadsOnlyWhatHeMayDo() {
        Document own = described(ANN);
        assertThat(at(own, Document.class, "paths", "/notes")).containsOnlyKeys("get", "post");
        assertThat(at(own, Document.class, "paths", "/notes/{_id}")).containsOnlyKeys("get", "patch", "parameters");
        assertThat(at(own, Document.class, "components", "schemas", "notes", "properties"))
                .containsKeys("_id", "_etag", "account_id", "made")
                .doesNotContainKeys("internal", "secret");
        assertThat(at(own, Document.class, "components", "schemas", "notes.change", "properties"))
                .containsOnlyKeys("text");
        // the token fills the account in, the definition the kind
        assertThat(at(own, List.class, "components", "schemas", "notes.new", "required"))
                .isEqualTo(List.of("at"));

        assertThat(described(OTHER_CLIENT).get("paths", Document.class)).containsOnlyKeys("/");
        assertThat(at(described(ADMIN), Document.class, "paths", "/notes/{_id}"))
                .containsKeys("get", "patch", "put", "delete");
    }

    @Test
    void theWholeDescriptionNamesTheRolesOfEachOperation() {
        Document whole = Requests.json(get(whole(), OTHER_CLIENT));
        assertThat(at(whole, List.class, "paths", "/notes", "post", "x-roles"))
                .isEqualTo(List.of("admin", "prosumer", "service"));
        assertThat(at(whole, List.class, "paths", "/notes", "delete", "x-roles"))
                .isEqualTo(List.of("admin", "service"));
    }

    @Test
    void rulesBecomeJsonSchema() {
        Document fields = at(described(ADMIN), Document.class, "components", "schemas", "notes.new", "properties");
        assertThat(fields.get("text")).isEqualTo(Document.parse("{type: 'string', pattern: '^(?:a|b)$'}"));
        assertThat(fields.get("n"))
                .isEqualTo(Document.parse("{type: ['integer', 'null'], minimum: 1, enum: [1, 2, 3, null]}"));
        assertThat(fields.get("at")).isEqualTo(Document.parse("{type: 'string', format: 'date-time'}"));
        assertThat(fields.get("key")).isEqualTo(Document.parse("{type: 'string', 'x-unique': true}"));
        assertThat(fields.get("kind")).isEqualTo(Document.parse("{type: 'string', default: 'x'}"));
        assertThat(fields).doesNotContainKey("made");
        assertThat(fields.get("pair"))
                .isEqualTo(
                        Document.parse(
                                "{type: 'array', prefixItems: [{type: 'string'}, {type: 'number'}], items: false, minItems: 2}"));
        assertThat(at(fields, Document.class, "parts", "items"))
                .containsEntry("required", List.of("id"))
                .containsEntry("additionalProperties", false);
        assertThat(fields.get("map", Document.class))
                .containsEntry("propertyNames", Document.parse("{type: 'string', pattern: '^(?:[a-z]+)$'}"))
                .containsEntry("additionalProperties", Document.parse("{type: 'number', not: {enum: [7]}}"));
        assertThat(at(described(ADMIN), List.class, "components", "schemas", "notes.new", "allOf"))
                .isEqualTo(List.of(
                        Document.parse("{dependentSchemas: {secret: {required: ['text']}}}"),
                        Document.parse("{dependentSchemas: {secret: {not: {anyOf: [{required: ['key']}]}}}}")));
    }

    @Test
    void theDescriptionIsMadeAgainWhenDefinitionsChange() {
        RestResponse first = get(operation, ANN);
        assertThat(get(operation, RowAccessTest.caller(Role.PROSUMER, "bob")).body())
                .isSameAs(first.body());
        Map<String, String> headers = first.headers();
        assertThat(get(operation, ANN).headers()).containsEntry("ETag", headers.get("ETag"));

        Published.add(registry, "more", "{'access': {'prosumer': {}}, 'schema': {'a': {}}}");

        RestResponse second = get(operation, ANN);
        assertThat(second.headers().get("ETag")).isNotEqualTo(headers.get("ETag"));
        assertThat(Requests.json(second).get("paths", Document.class)).containsKey("/more");
    }
}
