package eu.flexcoop.middleware.routes.telemetry.ingest.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.LongTermContent;
import eu.flexcoop.middleware.telemetry.api.QuarterHours;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.testing.NeedsMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/** Several nodes, nodes that stop, ranges that fail, a server that goes away: nothing is lost. */
@NeedsMongod
class QuarterHourNodesTest extends QuarterHourFixture {
    /** Four writers send, correct and repeat while three nodes work; in the end all documents say what was sent last. */
    @Test
    void noSampleOfConcurrentWritersIsMissedByConcurrentNodes() throws Exception {
        telemetry.register(VEN, "Net", KWH);
        for (int i = 0; i < 3; i++) {
            startNode(telemetry.quarterHours());
        }
        int perWriter = 60;
        ExecutorService writers = Executors.newFixedThreadPool(4);
        List<Callable<Double>> work = new ArrayList<>();
        for (int writer = 0; writer < 4; writer++) {
            int first = writer * perWriter;
            work.add(() -> {
                double last = 0;
                Random random = new Random(first);
                for (int i = first; i < first + perWriter; i++) {
                    telemetry.intake().accept(VEN, 0, List.of(halfHour(i, random.nextDouble())));
                    double corrected = random.nextDouble();
                    telemetry.intake().accept(VEN, 0, List.of(halfHour(i, corrected)));
                    last += corrected;
                }
                return last;
            });
        }
        double sent = 0;
        for (Future<Double> each : writers.invokeAll(work)) {
            sent += each.get();
        }
        writers.shutdown();
        awaitCaughtUp();
        assertThat(meter()).hasSize(8 * perWriter).allMatch(each -> each.getBoolean("verified_kwh"));
        assertThat(energy()).isEqualTo(sent, within(1e-6));
    }

    /** A node that dies between two steps leaves nothing that the next one does not make good. */
    @Test
    void anAbruptStopAtAnyStepLosesNothing() throws Exception {
        telemetry.register(VEN, "Net", KWH);
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.5)));
        // after the claim
        assertThat(telemetry.claims(Duration.ZERO).take(Stage.QUARTER_HOURS, 10))
                .hasSize(1);
        // after the documents
        List<ClaimedRange> claimed = telemetry.claims(Duration.ZERO).take(Stage.QUARTER_HOURS, 10);
        telemetry.quarterHours().update(claimed);
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.75)));
        startNode(telemetry.quarterHours());
        awaitCaughtUp();
        assertThat(energy()).isEqualTo(0.75, within(1e-9));
        assertThat(telemetry.waiting(Stage.LONG_TERM)).isEqualTo(1);
    }

    /** A node that was paused for an hour must not put old values over new ones. */
    @Test
    void aNodeThatReadItsSamplesEarlierCannotReplaceLaterDocuments() {
        telemetry.register(VEN, "Net", KWH);
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.5)));
        List<ClaimedRange> early = telemetry.claims(Duration.ZERO).take(Stage.QUARTER_HOURS, 10);
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.75)));
        List<ClaimedRange> late = telemetry.claims(LEASE).take(Stage.QUARTER_HOURS, 10);
        assertThat(telemetry.quarterHours().update(late)).isEqualTo(late);
        assertThat(telemetry.quarterHours().update(early)).isEmpty();
    }

    /** What cannot be processed is put back with its reason and holds up nothing else. */
    @Test
    void aRangeThatFailsHoldsUpNoOther() throws Exception {
        telemetry.register(VEN, "Net", KWH);
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.5), halfHour(2, 0.5), halfHour(4, 0.5)));
        AtomicInteger failures = new AtomicInteger();
        startNode(new QuarterHours() {
            private final QuarterHours sound = telemetry.quarterHours();

            @Override
            public List<ClaimedRange> update(Collection<ClaimedRange> ranges) {
                if (ranges.stream().anyMatch(range -> range.from().equals(T0)) && failures.incrementAndGet() < 4) {
                    throw new IllegalStateException("failure number " + failures);
                }
                return sound.update(ranges);
            }

            @Override
            public LongTermContent longTermContent(Collection<ClaimedRange> ranges) {
                return sound.longTermContent(ranges);
            }
        });
        awaitCaughtUp();
        await().atMost(TIMEOUT).until(() -> meter().size() == 6);
        assertThat(failures).hasValueGreaterThan(3);
    }

    @Test
    void aServerThatIsKilledAndComesBackIsWorkedWithAgain() throws Exception {
        telemetry.register(VEN, "Net", KWH);
        startNode(telemetry.quarterHours());
        telemetry.intake().accept(VEN, 0, List.of(halfHour(0, 0.5)));
        awaitCaughtUp();
        mongod.kill();
        mongod.restart();
        await().atMost(TIMEOUT)
                .ignoreExceptions()
                .until(() -> telemetry
                                .intake()
                                .accept(VEN, 0, List.of(halfHour(1, 0.25)))
                                .stored()
                        == 1);
        await().atMost(TIMEOUT).ignoreExceptions().until(() -> meter().size() == 4);
        assertThat(energy()).isEqualTo(0.75, within(1e-9));
    }
}
