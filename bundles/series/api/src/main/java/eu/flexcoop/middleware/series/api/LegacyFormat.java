package eu.flexcoop.middleware.series.api;

/**
 * The tables of the platform's first implementation: one family {@code m}, text row keys whose parts are joined with {@code ~} and begin
 * with the time in seconds since 1970, values as decimal text.
 */
public enum LegacyFormat {
    /**
     * {@code time~device}. Column {@code v} is the value of the metric, {@code va} or {@code a} the reading of a register, which becomes
     * {@code <metric>_register}.
     */
    METERING,
    /**
     * {@code begin~end~device}. Column {@code v} becomes {@code <metric>_bill} and {@code p1} to {@code p6} {@code <metric>_bill_p1} and so
     * on, at the beginning; the end becomes {@code <metric>_bill_end} in seconds since 1970.
     */
    BILLING,
    /** {@code time~station}. Each column is a metric of the station, under its own name. */
    METEO
}
