package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * What a sample costs from its report until it is in HBase, for fleets from ten devices to many. Each fleet sends the same number of
 * samples or two of each device, in reports of ten; all processes are counted until nothing is left to be done.
 */
final class FleetSizes {
    private static final int SMALLEST = 10;
    private static final int BOXES = 10;
    private static final int DEVICES_OF_A_BOX = 100;
    private static final long SAMPLES = 100_000;
    private static final Duration AT_MOST = Duration.ofMinutes(5);

    private final String section;
    private final Plan plan;
    private final StoredSide stored;
    private final SeriesTable table;
    private final Map<String, Long> pids;
    private final Consumer<Figure> show;

    FleetSizes(
            String section,
            Plan plan,
            StoredSide stored,
            SeriesTable table,
            Map<String, Long> pids,
            Consumer<Figure> show) {
        this.section = section;
        this.plan = plan;
        this.stored = stored;
        this.table = table;
        this.pids = pids;
        this.show = show;
    }

    /** A further load on a fleet, while it is registered. */
    interface Further {
        void measure(Fleet fleet, int devices) throws Exception;
    }

    void measure(Further further) throws Exception {
        for (int devices = SMALLEST; devices <= plan.sizes().fleet(); devices *= 10) {
            try (Fleet fleet = register(devices)) {
                samples(fleet, devices);
                further.measure(fleet, devices);
            }
        }
    }

    private Fleet register(int devices) throws IOException, InterruptedException {
        int ofABox = Math.min(DEVICES_OF_A_BOX, Math.max(1, devices / BOXES));
        CpuMeter cpu = CpuMeter.fromNow(pids);
        long began = System.nanoTime();
        Fleet fleet = Fleet.plain(plan, devices / ofABox, ofABox, 0);
        show.accept(Figure.plain(
                section,
                "%d devices: registered".formatted(devices),
                devices * 1e9 / (System.nanoTime() - began),
                "devices/s",
                "%d boxes of %d; %s".formatted(devices / ofABox, ofABox, CpuMeter.per1000(cpu.spent(), devices))));
        return fleet;
    }

    private void samples(Fleet fleet, int devices) throws IOException, InterruptedException {
        long boxes = fleet.boxes().size();
        long reports = Math.max(SAMPLES, 2L * devices) / (boxes * PowerReports.SAMPLES);
        long samples = reports * boxes * PowerReports.SAMPLES;
        Arrival arrival = new Arrival(stored, table, stored.devices(fleet.venIds()), AT_MOST);
        CpuMeter cpu = CpuMeter.fromNow(pids);
        long began = System.nanoTime();
        new PowerReports(plan.http(), fleet.boxes()).send(reports);
        double acknowledged = (System.nanoTime() - began) / 1e9;
        arrival.settles();
        double seconds = (System.nanoTime() - began) / 1e9;
        Map<String, Double> spent = cpu.spent();
        // counting them is no part of the chain
        long found = arrival.await(Sending.POWER, samples).values();
        show.accept(new Figure(
                section,
                "%d devices: from the box until in HBase".formatted(devices),
                samples / seconds,
                "samples/s",
                Optional.empty(),
                OptionalDouble.of(CpuMeter.sum(spent) * 1000 / samples),
                Math.max(0, samples - found),
                "%d samples, acknowledged in %.1f s, in HBase after %.1f s; %s"
                        .formatted(samples, acknowledged, seconds, CpuMeter.per1000(spent, samples))));
    }
}
