package eu.flexcoop.middleware.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import com.sun.management.OperatingSystemMXBean;

/**
 * Compares ways of doing the same thing, in rounds in which each way has its turn, so that all of them see the same machine. The figure is the
 * CPU time of this process per item, which other programs change less than the time on the clock.
 */
final class ComponentRounds {
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 9;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final String section;

    ComponentRounds(String section) {
        this.section = section;
    }

    interface Work {
        void run() throws Exception;
    }

    private record Round(double itemsPerSecond, double cpuMicros) {}

    /**
     * Medians of each way.
     *
     * @param items that each way moves per turn
     * @param ways by their names; the first one is what the others are compared with
     */
    List<Figure> compare(String unit, int items, Map<String, Work> ways) throws Exception {
        Map<String, List<Round>> rounds = new LinkedHashMap<>();
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            for (Map.Entry<String, Work> way : ways.entrySet()) {
                Round measured = round(items, way.getValue());
                if (round >= WARM_UP) {
                    rounds.computeIfAbsent(way.getKey(), any -> new ArrayList<>())
                            .add(measured);
                }
            }
        }
        List<Figure> figures = new ArrayList<>();
        for (Map.Entry<String, List<Round>> way : rounds.entrySet()) {
            double[] cpu = sorted(way.getValue(), Round::cpuMicros);
            double[] rates = sorted(way.getValue(), Round::itemsPerSecond);
            double first = figures.isEmpty() ? cpu[ROUNDS / 2] : figures.get(0).value();
            String note = String.format(
                    Locale.ROOT,
                    "%.0f %% of the first; %.1f-%.1f in %d rounds; %.0f %s on the clock",
                    100 * cpu[ROUNDS / 2] / first,
                    cpu[0],
                    cpu[ROUNDS - 1],
                    ROUNDS,
                    rates[ROUNDS / 2],
                    unit);
            figures.add(Figure.plain(section, way.getKey(), cpu[ROUNDS / 2], "us CPU", note));
        }
        return figures;
    }

    private static double[] sorted(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return rounds.stream().mapToDouble(figure).sorted().toArray();
    }

    private static Round round(int items, Work work) throws Exception {
        long cpu = SYSTEM.getProcessCpuTime();
        long began = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Round(items / seconds, (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / items);
    }
}
