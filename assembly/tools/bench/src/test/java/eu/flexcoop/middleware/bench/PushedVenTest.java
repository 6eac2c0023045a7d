package eu.flexcoop.middleware.bench;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.bench.PushedVen.Behaviour;

import static org.assertj.core.api.Assertions.assertThat;

class PushedVenTest {
    private static final URI LISTENER = URI.create("http://127.0.0.1:1");
    private static final URI DEAD = URI.create("http://127.0.0.1:2");

    private final List<PushedVen> vens = PushedVen.mixed("g", 1000, LISTENER, DEAD);

    @Test
    void theKindsAreMixedEvenly() {
        for (int from = 0; from < vens.size(); from += 100) {
            Map<Behaviour, Long> counts = vens.subList(from, from + 100).stream()
                    .collect(Collectors.groupingBy(PushedVen::behaviour, Collectors.counting()));
            assertThat(counts)
                    .containsOnly(
                            Map.entry(Behaviour.ANSWERS, 85L),
                            Map.entry(Behaviour.DEAD, 5L),
                            Map.entry(Behaviour.SLOW, 5L),
                            Map.entry(Behaviour.FAILS, 5L));
        }
        assertThat(vens).extracting(PushedVen::id).doesNotHaveDuplicates();
    }

    @Test
    void thePathSaysWhichVenItIsFor() {
        for (PushedVen ven : vens) {
            String path = "/%s/%s/OpenADR2/Simple/2.0b/EiEvent"
                    .formatted(ven.behaviour().name().toLowerCase(Locale.ROOT), ven.id());
            assertThat(PushedVen.behaviourOf(path)).isEqualTo(ven.behaviour());
            assertThat(PushedVen.idOf(path)).isEqualTo(ven.id());
        }
    }

    @Test
    void nobodyListensForTheDeadOnes() {
        assertThat(vens).allSatisfy(ven -> assertThat(ven.listener())
                .isEqualTo(ven.behaviour() == Behaviour.DEAD ? DEAD : LISTENER));
    }
}
