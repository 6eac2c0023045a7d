package eu.flexcoop.middleware.resources.spi;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

class UnstoredFieldsTest {
    private static final UnstoredFields FIELDS = new UnstoredFields(Map.of("seen", "Ask presence."));

    private static SourceQuery query(Bson filter, Document sort) {
        return new SourceQuery(filter, new Document(), sort, 0, 25, Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"seen\": 1}",
                "{\"seen\": {\"$lt\": 1}}",
                "{\"seen.deep\": 1}",
                "{\"id\": 1, \"$or\": [{\"id\": 2}, {\"$and\": [{\"seen\": {\"$exists\": false}}]}]}",
                "{\"$nor\": [{\"seen\": 1}]}"
            })
    void aFilterByOneIsRefusedWithTheAdvice(String filter) {
        assertThatExceptionOfType(SourceCommandException.class)
                .isThrownBy(() -> FIELDS.refuse(query(Document.parse(filter), new Document())))
                .satisfies(refused -> {
                    assertThat(refused.status()).isEqualTo(400);
                    assertThat(refused).hasMessageContaining("'seen'");
                    assertThat(refused.advice()).isEqualTo("Ask presence.");
                });
    }

    @Test
    void aFilterThatAnOwnerHasAddedToIsLookedThrough() {
        Bson added = Filters.and(Filters.eq("owner", "a"), new Document("seen", 1));

        assertThatExceptionOfType(SourceCommandException.class)
                .isThrownBy(() -> FIELDS.refuse(query(added, new Document())));
    }

    @Test
    void aSortByOneIsRefused() {
        assertThatExceptionOfType(SourceCommandException.class)
                .isThrownBy(() -> FIELDS.refuse(query(new Document(), new Document("id", 1).append("seen", -1))));
    }

    @Test
    void otherFieldsAreNot() {
        assertThatNoException()
                .isThrownBy(() -> FIELDS.refuse(query(
                        new Document("unseen", 1)
                                .append("value", "seen")
                                .append(
                                        "$or",
                                        List.of(new Document(
                                                "list", new Document("$elemMatch", new Document("seen", 1))))),
                        new Document("id", 1))));
    }
}
