package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;

import java.time.Duration;

/**
 * What the steps of energy assume where the configuration of the metric says nothing else.
 *
 * @param maxKw highest accepted power of a device of a home
 * @param reach longest gap between readings that is interpolated, and longest interval that is spread
 * @param verifiedGap longest gap whose even spread still counts as measured
 */
public record EnergySettings(double maxKw, Duration reach, Duration verifiedGap) {
    /** Of {@code etc/eu.flexcoop.middleware.telemetry.cleaning.cfg} as it is shipped. */
    public static final EnergySettings DEFAULT = new EnergySettings(15, Duration.ofHours(3), Duration.ofMinutes(30));
}
