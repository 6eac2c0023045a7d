package eu.flexcoop.middleware.routing.core.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.routing.spi.DeadLetter;
import eu.flexcoop.middleware.routing.spi.DeadLetters;

import static org.assertj.core.api.Assertions.assertThat;

class DeadLetterHealthTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final DeadLetterHealth health = new DeadLetterHealth(metrics);

    /** Two routes, one of which has set aside what is in the list. */
    private static final class Kept implements DeadLetters {
        private final List<DeadLetter> letters = new ArrayList<>();
        private boolean away;

        @Override
        public List<String> routes() {
            return List.of("quiet", "busy");
        }

        @Override
        public List<DeadLetter> list(String route, int most) {
            return letters.subList(0, Math.min(most, letters.size()));
        }

        @Override
        public long count(String route) {
            if (away) {
                throw new UnavailableException("MongoDB does not answer now", null);
            }
            return route.equals("busy") ? letters.size() : 0;
        }

        @Override
        public long retry(String route, Collection<String> ids) {
            return 0;
        }

        @Override
        public long retryAll(String route) {
            return 0;
        }
    }

    private double gauge(String route) {
        return metrics.get("flexcoop.route.dead_letters")
                .tag("route", route)
                .gauge()
                .value();
    }

    @Test
    void whatIsSetAsideIsCountedPerRouteAndTheFirstReasonIsShown() {
        Kept kept = new Kept();
        health.addSource(kept);
        assertThat(health.execute().getStatus()).isEqualTo(Result.Status.OK);
        kept.letters.add(new DeadLetter("a", "device", Optional.empty(), "no value"));
        kept.letters.add(new DeadLetter("b", "device", Optional.empty(), "no more"));
        Result result = health.execute();
        assertThat(result.getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(result).extracting(entry -> entry.getMessage()).anySatisfy(text -> assertThat(text)
                .contains("busy has set 2 aside", "route:retry", "a: no value"));
        assertThat(gauge("busy")).isEqualTo(2);
        assertThat(gauge("quiet")).isZero();

        health.removeSource(kept);
        assertThat(metrics.getMeters()).isEmpty();
        assertThat(health.execute().getStatus()).isEqualTo(Result.Status.OK);
    }

    @Test
    void whileTheServerIsAwayTheCountIsNotKnown() {
        Kept kept = new Kept();
        health.addSource(kept);
        kept.away = true;
        assertThat(health.execute().getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(gauge("busy")).isNaN();
    }
}
