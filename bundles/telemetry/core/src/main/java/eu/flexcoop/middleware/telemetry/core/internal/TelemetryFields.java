package eu.flexcoop.middleware.telemetry.core.internal;

/** Fields that several collections of telemetry share, beside those of {@code DocumentFields}. */
public final class TelemetryFields {
    public static final String ID = "_id";
    public static final String DEVICE_CLASS = "device_class";
    public static final String RID = "rid";
    /** Names by which commands may find a device. */
    public static final String RESOURCE_IDS = "resource_ids";

    public static final String METRIC = "metric";
    public static final String UNIT = "unit";
    public static final String TIMESTAMP = "timestamp";

    /** Start of the hour of a bucket of samples. */
    public static final String HOUR = "hour";

    public static final String VALUE = "value";

    /** Cluster time after which the samples of a 15-minute document were read. */
    public static final String REVISION = "_rev";
    /** Long-term fields that a 15-minute document once had: their values are to be removed from the long-term store. */
    public static final String CLEARED = "_cleared";

    /** Of a registration: true until every listener has taken it. */
    public static final String UNANNOUNCED = "unannounced";

    private TelemetryFields() {}
}
