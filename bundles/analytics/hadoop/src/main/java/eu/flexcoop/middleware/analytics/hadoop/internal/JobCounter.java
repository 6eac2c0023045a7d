package eu.flexcoop.middleware.analytics.hadoop.internal;

/** What the steps count. */
public enum JobCounter {
    /** Points of the input. */
    POINTS,
    /** Rows that were read but lie outside the input's time range. */
    OUT_OF_RANGE,
    /** Rows that cannot be understood as points. */
    UNREADABLE,
    GROUPS,
    ROWS
}
