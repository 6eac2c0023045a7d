package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenOpts;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;

class NewAnswersTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Caller ADMIN =
            new Caller("operator", Role.ADMIN, Optional.empty(), Optional.empty(), Optional.empty());

    private final List<VenOpts.Entry> history = new ArrayList<>();
    private final NewAnswers answers = new NewAnswers(this::list, ADMIN, "event", START);

    private List<VenOpts.Entry> list(Caller caller, VenOpts.Filter filter, Optional<String> after, int limit) {
        assertThat(filter.eventId()).contains("event");
        List<VenOpts.Entry> latestFirst = history.stream()
                .sorted(Comparator.comparing(VenOpts.Entry::at)
                        .thenComparing(VenOpts.Entry::place)
                        .reversed())
                .toList();
        int from = after.map(place ->
                        latestFirst.stream().map(VenOpts.Entry::place).toList().indexOf(place) + 1)
                .orElse(0);
        return latestFirst.subList(from, Math.min(latestFirst.size(), from + limit));
    }

    private void comes(int second, String place) {
        history.add(new VenOpts.Entry(
                place,
                START.plusSeconds(second),
                new VenId("ven"),
                VenOpts.Kind.EVENT,
                "oadrCreatedEvent",
                "optIn",
                Optional.empty(),
                Optional.of("event"),
                ""));
    }

    private List<String> places() {
        return answers.look().stream().map(VenOpts.Entry::place).toList();
    }

    @Test
    void eachAnswerSinceTheStartIsShownOnceTheOldestFirst() {
        comes(-30, "before");
        comes(1, "a");
        comes(2, "b");
        assertThat(places()).containsExactly("a", "b");
        assertThat(places()).isEmpty();
        comes(3, "c");
        assertThat(places()).containsExactly("c");
    }

    @Test
    void anAnswerOfANodeWhoseClockIsBehindIsNotMissed() {
        comes(20, "a");
        assertThat(places()).containsExactly("a");
        comes(15, "late");
        assertThat(places()).containsExactly("late");
        assertThat(places()).isEmpty();
    }

    @Test
    void manyAnswersAtOnceAreAllShown() {
        IntStream.range(0, 1000).forEach(i -> comes(5, "%04d".formatted(i)));

        assertThat(places()).hasSize(1000).startsWith("0000").endsWith("0999");
        assertThat(places()).isEmpty();
    }
}
