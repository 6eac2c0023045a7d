package eu.flexcoop.middleware.openadr.vtn.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.bson.BsonInt32;
import org.bson.BsonValue;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SweptViewTest {
    private final Set<Integer> ids = ConcurrentHashMap.newKeySet();

    private final SweptView<Integer> view = new SweptView<>() {
        @Override
        public void put(Document document) {
            found(document.getInteger("_id"));
            ids.add(document.getInteger("_id"));
        }

        @Override
        public void remove(BsonValue id) {
            drop(id.asInt32().getValue());
        }

        @Override
        protected Set<Integer> ids() {
            return ids;
        }

        @Override
        protected void drop(Integer id) {
            ids.remove(id);
        }
    };

    @Test
    void aLoadDropsWhatTheCollectionHoldsNoLonger() {
        put(1);
        view.loading();
        put(2);
        view.loaded();
        assertThat(ids).containsExactly(2);
        view.loading();
        view.loaded();
        assertThat(ids).isEmpty();
    }

    @Test
    void changesBetweenLoadsAreKeptUntilTheNextOne() {
        view.loading();
        put(1);
        view.loaded();
        put(2);
        view.remove(new BsonInt32(1));
        assertThat(ids).containsExactly(2);
        view.loading();
        put(2);
        put(3);
        view.loaded();
        assertThat(ids).containsExactlyInAnyOrder(2, 3);
    }

    private void put(int id) {
        view.put(new Document("_id", id));
    }
}
