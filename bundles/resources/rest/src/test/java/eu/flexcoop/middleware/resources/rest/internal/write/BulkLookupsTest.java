package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BulkLookupsTest {
    private static final BulkLookups.Field KEY = new BulkLookups.Field("", "key");
    private static final BulkLookups.Field AUTHOR = new BulkLookups.Field("people", "name");

    /** What validation asks about one document. */
    private static void ask(Questions questions, Object key, Object author) {
        assertThat(questions.taken("key", key)).isFalse();
        assertThat(questions.exists("people", "name", author)).isTrue();
    }

    @Test
    void theStoreIsAskedOncePerFieldAndBatch() {
        Questions questions = new Questions(text -> Optional.empty());
        IntStream.range(0, 1200).forEach(n -> ask(questions, n, "a" + n % 2));
        List<BulkLookups.Field> queries = new ArrayList<>();
        BulkLookups lookups = new BulkLookups();
        lookups.load(questions, (field, values) -> {
            queries.add(field);
            assertThat(values).hasSizeLessThanOrEqualTo(BulkLookups.BATCH);
            return Optional.of(field.equals(KEY) ? Set.of(7L, 1100L) : Set.of("a1"));
        });

        assertThat(queries).containsExactlyInAnyOrder(KEY, KEY, KEY, AUTHOR);
        assertThat(questions.repeated()).as("only references repeat").isFalse();
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
        Questions questions = new Questions(text -> Optional.empty());
        ask(questions, 1.5, List.of("a"));
        lookups.load(questions, (field, values) -> {
            throw new AssertionError(values + " was asked for");
        });

        assertThat(lookups.exists(KEY, 1.5)).isEmpty();
    }

    @Test
    void twoDocumentsWithOneUniqueValueAreNoticed() {
        Questions questions = new Questions(text -> Optional.empty());
        ask(questions, "k", "a");
        ask(questions, "k", "b");

        assertThat(questions.repeated()).isTrue();
        assertThat(questions.all()).hasSize(3);
    }
}
