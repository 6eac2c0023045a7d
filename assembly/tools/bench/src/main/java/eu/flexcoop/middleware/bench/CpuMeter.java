package eu.flexcoop.middleware.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** CPU time that processes have spent since a moment. */
final class CpuMeter {
    private final Map<String, Long> pids;
    private final Map<String, Double> before = new LinkedHashMap<>();

    private CpuMeter(Map<String, Long> pids, boolean fromNow) {
        this.pids = new LinkedHashMap<>(pids);
        this.pids.forEach((name, pid) -> before.put(name, fromNow ? ProcessFigures.cpuSeconds(pid) : 0));
    }

    /** @param pids by a name for the reader */
    static CpuMeter fromNow(Map<String, Long> pids) {
        return new CpuMeter(pids, true);
    }

    /** What the processes have spent since each of them was started. */
    static CpuMeter fromTheirStart(Map<String, Long> pids) {
        return new CpuMeter(pids, false);
    }

    /** Seconds by name, in the order of the processes. */
    Map<String, Double> spent() {
        Map<String, Double> spent = new LinkedHashMap<>();
        pids.forEach((name, pid) -> spent.put(name, ProcessFigures.cpuSeconds(pid) - before.get(name)));
        return spent;
    }

    static double sum(Map<String, Double> spent) {
        return spent.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** For example {@code mongodb 0.120, hbase 0.013 CPU s per 1000}. */
    static String per1000(Map<String, Double> spent, double count) {
        return spent.entrySet().stream()
                        .map(each -> String.format(
                                Locale.ROOT, "%s %.3f", each.getKey(), each.getValue() * 1000 / Math.max(1, count)))
                        .collect(Collectors.joining(", "))
                + " CPU s per 1000";
    }
}
