package eu.flexcoop.middleware.analytics.hadoop.internal;

/** What the steps count. */
public enum JobCounter {
    /** Points of the input. */
    POINTS,
    /** Rows that cannot be understood as points. */
    UNREADABLE,
    GROUPS,
    ROWS
}
