package eu.flexcoop.middleware.bench;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One measured number.
 *
 * @param section what it belongs to, for example {@code OpenADR}
 * @param name what was measured, in words that stand alone
 * @param value the number
 * @param unit for example {@code 1/s}, {@code s} or {@code MB}
 * @param latency of the single requests, where there were requests
 * @param cpuPer1000 CPU seconds that the middleware spent per thousand requests
 * @param errors requests that went wrong; one is too many
 * @param note what a reader must know; the first error where there were any
 */
public record Figure(
        String section,
        String name,
        double value,
        String unit,
        Optional<Latency> latency,
        OptionalDouble cpuPer1000,
        long errors,
        String note) {
    public Figure {
        Objects.requireNonNull(section, "section");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(latency, "latency");
        Objects.requireNonNull(cpuPer1000, "cpuPer1000");
        Objects.requireNonNull(note, "note");
    }

    /** A number that was read off, without requests behind it. */
    static Figure plain(String section, String name, double value, String unit, String note) {
        return new Figure(section, name, value, unit, Optional.empty(), OptionalDouble.empty(), 0, note);
    }

    /** A measurement that could not be made; it counts as an error, so that nobody overlooks the gap. */
    static Figure failed(String section, String name, String why) {
        return new Figure(section, name, 0, "", Optional.empty(), OptionalDouble.empty(), 1, why);
    }

    Figure withNote(String other) {
        return new Figure(section, name, value, unit, latency, cpuPer1000, errors, other);
    }

    /** Milliseconds. */
    public record Latency(double p50, double p95, double p99, double max) {}
}
