package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.resources.api.DocumentValidator;
import eu.flexcoop.middleware.resources.api.ValidationContext;

import static org.assertj.core.api.Assertions.assertThat;

class BulkLookupsTest {
    private static final BulkLookups.Field KEY = new BulkLookups.Field("", "key");
    private static final BulkLookups.Field AUTHOR = new BulkLookups.Field("people", "name");

    /** Asks for both fields and changes the document, as validation does. */
    private static final DocumentValidator VALIDATOR = new DocumentValidator() {
        @Override
        public Map<String, Object> insert(Document body, ValidationContext context) {
            context.taken("key", body.get("key"));
            context.exists("people", "name", body.get("author"));
            body.clear();
            return Map.of();
        }

        @Override
        public Map<String, Object> replace(Document body, Document stored, ValidationContext context) {
            throw new AssertionError("new documents only");
        }

        @Override
        public Map<String, Object> update(Document changes, Document stored, ValidationContext context) {
            throw new AssertionError("new documents only");
        }
    };

    @Test
    void theStoreIsAskedOncePerFieldAndBatch() {
        List<Document> documents = IntStream.range(0, 1200)
                .mapToObj(n -> new Document("key", n).append("author", "a" + n % 2))
                .toList();
        List<BulkLookups.Field> queries = new ArrayList<>();
        BulkLookups lookups = new BulkLookups();
        lookups.load(documents, VALIDATOR, text -> Optional.empty(), (field, values) -> {
            queries.add(field);
            assertThat(values).hasSizeLessThanOrEqualTo(BulkLookups.BATCH);
            return Optional.of(field.equals(KEY) ? Set.of(7L, 1100L) : Set.of("a1"));
        });

        assertThat(queries).containsExactlyInAnyOrder(KEY, KEY, KEY, AUTHOR);
        assertThat(documents.get(0)).as("validated as a copy").containsEntry("key", 0);
        assertThat(lookups.exists(KEY, 7)).contains(true);
        assertThat(lookups.exists(KEY, 1100L)).contains(true);
        assertThat(lookups.exists(KEY, 8)).contains(false);
        assertThat(lookups.exists(AUTHOR, "a0")).contains(false);
        assertThat(lookups.exists(AUTHOR, "a1")).contains(true);
        assertThat(lookups.exists(KEY, 5000)).as("not asked for").isEmpty();
    }

    @Test
    void valuesThatJavaComparesInAnotherWayAreLeftToTheStore() {
        BulkLookups lookups = new BulkLookups();
        lookups.load(
                List.of(new Document("key", 1.5).append("author", List.of("a"))),
                VALIDATOR,
                text -> Optional.empty(),
                (field, values) -> {
                    throw new AssertionError(values + " was asked for");
                });

        assertThat(lookups.exists(KEY, 1.5)).isEmpty();
    }
}
