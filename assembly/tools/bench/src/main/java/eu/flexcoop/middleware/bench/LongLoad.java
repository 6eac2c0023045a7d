package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Polls and reports for minutes, and what the middleware holds on its heap meanwhile. */
final class LongLoad {
    /** Per report, as of a box that polls every 10 seconds and reports every minute, with room for other messages. */
    private static final int POLLS = 5;

    private static final int VALUES = 6;

    private final Plan plan;
    private final long pid;
    private final Fleet fleet;

    LongLoad(Plan plan, long pid, Fleet fleet) {
        this.plan = plan;
        this.pid = pid;
        this.fleet = fleet;
    }

    List<Figure> measure() throws Exception {
        Load load = new Load(Duration.ZERO, plan.longLoad(), List.of(pid), Optional.empty());
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            Future<List<Double>> heap = reader.submit(() -> HeapReadings.during(plan.longLoad(), pid));
            Figure rate = load.run(
                    VtnSpeed.SECTION,
                    "this VTN: %d polls per report, for %d min"
                            .formatted(POLLS, plan.longLoad().toMinutes()),
                    fleet.boxes().size(),
                    number -> new Household(fleet.boxes().get(number), plan.http()));
            List<Figure> figures = new ArrayList<>(List.of(rate));
            figures.addAll(HeapReadings.figures(VtnSpeed.SECTION, "", heap.get()));
            return figures;
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            reader.shutdownNow();
        }
    }

    private static final class Household extends VtnLoad.BoxClient {
        private final BenchBox box;
        private final byte[] poll;
        private int polls;

        Household(BenchBox box, URI vtn) {
            super(box.connection(vtn));
            this.box = box;
            this.poll = box.poll();
        }

        @Override
        public void request() throws IOException {
            if (polls < POLLS) {
                polls++;
                exchange("OadrPoll", poll);
            } else {
                polls = 0;
                exchange("EiReport", box.registerReport(VALUES));
            }
        }
    }
}
