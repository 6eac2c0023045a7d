package eu.flexcoop.middleware.routes.telemetry.ingest.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.LongTermContent;
import eu.flexcoop.middleware.telemetry.api.QuarterHours;
import eu.flexcoop.middleware.telemetry.api.RangeClaims;
import eu.flexcoop.middleware.telemetry.api.Stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How often a search claims. The claims are a list here: which ranges come next is then known. */
class QuarterHourSearchTest {
    private static final Instant T0 = Instant.parse("2020-12-10T10:00:00Z");
    private static final int BATCH = 20;

    private final List<Integer> claimed = new CopyOnWriteArrayList<>();
    private final List<ClaimedRange> done = new CopyOnWriteArrayList<>();

    @Test
    void aSearchClaimsUntilFewRangesCome() throws Exception {
        search(20, 3, 2, 20);

        assertThat(claimed).as("claims until few came").containsExactly(20, 3, 2);
        assertThat(done).hasSize(25);
    }

    private void search(int... sizes) throws Exception {
        CamelContext node = new DefaultCamelContext();
        node.disableJMX();
        node.start();
        try {
            node.addRoutes(new QuarterHourRoute(new Ranges(sizes), new AllDone(), Duration.ofHours(1), BATCH, 2));
            await().atMost(Duration.ofSeconds(20)).until(() -> claimed.size() >= 3 && done.size() >= 25);
        } finally {
            // waits for the search in progress
            node.stop();
        }
    }

    private final class Ranges implements RangeClaims {
        private final int[] sizes;

        Ranges(int... sizes) {
            this.sizes = sizes;
        }

        @Override
        public List<ClaimedRange> take(Stage stage, int most) {
            int size = sizes[claimed.size()];
            claimed.add(size);
            return IntStream.range(0, size).mapToObj(this::range).toList();
        }

        private ClaimedRange range(int number) {
            Instant from = T0.plus(Duration.ofHours(number));
            return new ClaimedRange(
                    Stage.QUARTER_HOURS,
                    "range-" + claimed.size() + '-' + number,
                    new DeviceId("device-" + number),
                    from,
                    from.plus(Duration.ofHours(1)),
                    from,
                    "claim-" + claimed.size(),
                    1,
                    1);
        }

        @Override
        public void done(Collection<ClaimedRange> ranges) {
            done.addAll(ranges);
        }

        @Override
        public void release(Collection<ClaimedRange> ranges) {
            throw new AssertionError("All ranges are processed");
        }

        @Override
        public void fail(ClaimedRange range, String reason) {
            throw new AssertionError("No range fails: " + reason);
        }
    }

    private static final class AllDone implements QuarterHours {
        @Override
        public List<ClaimedRange> update(Collection<ClaimedRange> ranges) {
            return new ArrayList<>(ranges);
        }

        @Override
        public LongTermContent longTermContent(Collection<ClaimedRange> ranges) {
            throw new AssertionError("This route does not read what it has written");
        }
    }
}
