package eu.flexcoop.middleware.telemetry.core.internal;

/** Fields that several collections of telemetry share, beside those of {@code DocumentFields}. */
final class TelemetryFields {
    static final String ID = "_id";
    static final String DEVICE_CLASS = "device_class";
    static final String RID = "rid";
    static final String METRIC = "metric";
    static final String UNIT = "unit";
    static final String TIMESTAMP = "timestamp";

    private TelemetryFields() {}
}
