package eu.flexcoop.middleware.extension.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;

import static org.assertj.core.api.Assertions.assertThat;

class WhiteboardTest {
    /** Not equal to another one of the same name, as services are. */
    private static final class Handler {
        private final String name;
        private final String text;

        Handler(String name, String text) {
            this.name = name;
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private final List<String> changes = new ArrayList<>();
    private final Whiteboard<String, Handler> board = new Whiteboard<>(
            "Handler",
            handler -> handler.name,
            (name, before, now) -> changes.add(name + ": " + text(before) + " -> " + text(now)));

    private static String text(Optional<Handler> handler) {
        return handler.map(Handler::toString).orElse("none");
    }

    private static Map<String, ?> properties(int ranking, long bundle, long id) {
        return Map.of(Constants.SERVICE_RANKING, ranking, Constants.SERVICE_BUNDLEID, bundle, Constants.SERVICE_ID, id);
    }

    @Test
    void rankingDecidesThenTheAgeOfTheBundleThenTheIdWhateverTheOrderOfRegistration() {
        record Candidate(Handler handler, Map<String, ?> properties) {}
        List<Candidate> best = List.of(
                new Candidate(new Handler("x", "ranked"), properties(10, 90, 500)),
                new Candidate(new Handler("x", "old bundle"), properties(0, 20, 400)),
                new Candidate(new Handler("x", "younger bundle"), properties(0, 30, 100)),
                new Candidate(new Handler("x", "later service"), properties(0, 30, 101)),
                new Candidate(new Handler("x", "low"), properties(-1, 1, 1)));
        for (int rotation = 0; rotation < best.size(); rotation++) {
            List<Candidate> order = new ArrayList<>(best);
            Collections.rotate(order, rotation);
            Whiteboard<String, Handler> shuffled = new Whiteboard<>("Handler", handler -> handler.name);
            order.forEach(candidate -> shuffled.add(candidate.handler(), candidate.properties()));
            for (Candidate expected : best) {
                assertThat(shuffled.find("x")).containsSame(expected.handler());
                shuffled.remove(expected.handler());
            }
            assertThat(shuffled.find("x")).isEmpty();
        }
    }

    @Test
    void theListenerHearsOfEachChangeOfTheActiveServiceAndOfNothingElse() {
        Handler first = new Handler("x", "first");
        Handler shadowed = new Handler("x", "shadowed");
        board.add(first, properties(0, 1, 1));
        board.add(shadowed, properties(0, 2, 2));
        board.add(new Handler("y", "other"), properties(0, 2, 3));
        board.remove(first);
        board.remove(first);
        board.remove(shadowed);
        assertThat(changes)
                .containsExactly("x: none -> first", "y: none -> other", "x: first -> shadowed", "x: shadowed -> none");
        assertThat(board.active()).containsOnlyKeys("y");
    }

    @Test
    void aChangedRankingSortsAServiceInAnew() {
        Handler first = new Handler("x", "first");
        Handler second = new Handler("x", "second");
        board.add(first, properties(0, 1, 1));
        board.add(second, properties(0, 2, 2));
        board.add(second, properties(5, 2, 2));
        assertThat(board.find("x")).containsSame(second);
        board.remove(second);
        assertThat(board.find("x")).containsSame(first);
        assertThat(changes).containsExactly("x: none -> first", "x: first -> second", "x: second -> first");
    }

    @Test
    void aServiceThatDoesNotTellItsNameIsIgnored() {
        Whiteboard<String, Handler> strict = new Whiteboard<>("Handler", handler -> handler.name.strip());
        Handler nameless = new Handler(null, "nameless");
        strict.add(nameless, properties(0, 1, 1));
        strict.remove(nameless);
        board.add(nameless, properties(0, 1, 1));
        assertThat(strict.services()).isEmpty();
        assertThat(board.services()).isEmpty();
    }

    @Test
    void missingPropertiesCountAsZero() {
        List<Handler> handlers =
                IntStream.range(0, 3).mapToObj(i -> new Handler("x", "h" + i)).toList();
        handlers.forEach(handler -> board.add(handler, Map.of()));
        assertThat(board.find("x")).containsSame(handlers.get(0));
    }
}
