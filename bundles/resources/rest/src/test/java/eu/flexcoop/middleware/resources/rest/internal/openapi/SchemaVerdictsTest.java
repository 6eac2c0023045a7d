package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import org.bson.Document;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ValidationContext;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.http.Published;
import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.http.SampleDocuments;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;

/** What the description calls valid is what the API stores: both judge the same documents, the one as JSON Schema. */
class SchemaVerdictsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    private static final int MOST_FIELDS = 40;

    private final PublishedResources registry = new PublishedResources();

    private void publish() throws IOException {
        try (Stream<Path> files = Files.list(OpenApiOperationTest.PLATFORM)) {
            List<URL> definitions = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                definitions.add(file.toUri().toURL());
            }
            registry.add("platform", 1, definitions);
        }
        Published.add(
                registry,
                "rules",
                """
                {'resource_methods': ['POST'], 'access': {'admin': {}},
                 'schema': {'range': {'type': 'float', 'min': -5, 'max': 5.5}, 'pattern': {'type': 'string', 'regex': 'a+|b'},
                            'length': {'type': 'string', 'minlength': 2, 'maxlength': 4}, 'free': {}, 'flag': {'type': 'boolean'},
                            'size': {'type': 'list', 'minlength': 1, 'maxlength': 2, 'schema': {'type': 'integer', 'min': 0}},
                            'not': {'type': 'string', 'forbidden': ['root']}, 'full': {'type': 'string', 'empty': false},
                            'some': {'type': 'list', 'allowed': ['a', 'b']}, 'none': {'type': 'string', 'nullable': true},
                            'all': {'type': 'list', 'contains': ['x']}, 'needs': {'type': 'string', 'dependencies': ['flag']},
                            'pair': {'type': 'list', 'items': [{'type': 'string'}, {'type': 'float'}]},
                            'inner': {'type': 'dict', 'schema': {'a': {'type': 'string', 'required': true}}},
                            'map': {'type': 'dict', 'keysrules': {'type': 'string', 'regex': '[a-z]+'}, 'valuesrules': {'type': 'number'}},
                            'one': {'oneof': [{'type': 'string', 'minlength': 3}, {'type': 'boolean'}]},
                            'any': {'anyof': [{'type': 'list'}, {'type': 'boolean'}]}, 'place': {'type': 'point'},
                            'maybe': {'type': 'string', 'empty': true, 'minlength': 3}}}""");
    }

    /** A good document, and many with one change each. */
    private static Map<String, Document> variants(Document good) {
        Map<String, Document> variants = new LinkedHashMap<>();
        variants.put("as it is", good);
        variants.put("one more field", new Document(good).append("one_more", 1));
        List<Object> values = new ArrayList<>(List.of(
                new Document("one_more", 1),
                List.of(List.of()),
                List.of(),
                List.of("a", "b", "x"),
                List.of("x"),
                List.of(1),
                List.of(1, 2, 3),
                List.of("text", 1.5),
                "",
                "a",
                "aab",
                "abc",
                "root",
                "long enough to be too long for some",
                -7,
                5.5,
                6,
                true));
        // what a table repeats is the same for each of its columns
        for (String field : good.keySet().stream().limit(MOST_FIELDS).toList()) {
            Document without = new Document(good);
            without.remove(field);
            variants.put("without " + field, without);
            variants.put(field + " is null", new Document(good).append(field, null));
            for (Object value : values) {
                variants.put(field + " is " + value, new Document(good).append(field, value));
            }
        }
        return variants;
    }

    @TestFactory
    Stream<DynamicTest> bothJudgeAlike() throws IOException {
        publish();
        Document description = Requests.json(new OpenApiOperation(registry, Published.SETTINGS)
                .get(Requests.parsed(RowAccessTest.caller(Role.ADMIN, "root"), "GET", "openapi.json", "")));
        Document schemas = description.getEmbedded(List.of("components", "schemas"), Document.class);
        return registry.published().stream()
                .filter(resource -> resource.definition().methods().contains(Method.POST))
                .map(resource -> DynamicTest.dynamicTest(
                        resource.definition().name(),
                        () -> judge(resource, schemas.get(resource.definition().name() + ".new", Document.class))));
    }

    private static void judge(PublishedResource resource, Document described) throws IOException {
        Schema schema = SCHEMAS.getSchema(JSON.readTree(described.toJson()));
        ValidationContext context = new NoStore(Published.SETTINGS.dates());
        Map<String, String> differences = new LinkedHashMap<>();
        int refused = 0;
        for (Map.Entry<String, Document> variant :
                variants(SampleDocuments.of(resource.definition())).entrySet()) {
            String json = variant.getValue().toJson();
            List<Error> errors = schema.validate(JSON.readTree(json));
            Map<String, Object> issues = resource.validator().insert(Document.parse(json), context);
            refused += issues.isEmpty() ? 0 : 1;
            if (errors.isEmpty() != issues.isEmpty()) {
                differences.put(variant.getKey(), "the API finds %s, the schema %s".formatted(issues, errors));
            }
        }
        assertThat(differences).isEmpty();
        assertThat(refused).isPositive();
    }

    /** Asks no store. */
    private record NoStore(DateText dates) implements ValidationContext {
        @Override
        public Optional<Instant> date(String text) {
            return dates.parse(text);
        }

        @Override
        public boolean taken(String field, Object value) {
            return false;
        }

        @Override
        public boolean exists(String resource, String field, Object value) {
            return true;
        }
    }
}
