package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The machine that the figures are from. */
record Machine(String processor, int cores, long memoryMegabytes, String kernel, String java) {
    static Machine here() {
        return new Machine(
                value("/proc/cpuinfo", "model name"),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong("0" + value("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) / 1024,
                System.getProperty("os.name") + ' ' + System.getProperty("os.version"),
                System.getProperty("java.vm.name") + ' ' + System.getProperty("java.version"));
    }

    /** Processes that ran or waited for a processor in the last minute. */
    static double loadAverage() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static String value(String file, String key) {
        try {
            return value(Files.readAllLines(Path.of(file)), key);
        } catch (IOException e) {
            return "unknown";
        }
    }

    static String value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key) && line.contains(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    @Override
    public String toString() {
        return "%s, %d cores, %.1f GiB, %s, %s".formatted(processor, cores, memoryMegabytes / 1024.0, kernel, java);
    }
}
