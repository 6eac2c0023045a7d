package eu.flexcoop.middleware.telemetry.core.internal;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.ReportKind;

/** A data point with everything that its rID and its box say about it, as the intake needs it for each sample. */
record Point(DataPoint dataPoint, Rid rid, DeviceId device, BoxOwner owner) {
    private static final String CUMULATIVE = "Direct Read";
    private static final String STATUS_PREFIX = "status_";

    /** Name of the metric in our store, for example {@code meter_kwh} or {@code status_set_point}. */
    String metric() {
        String metric = rid.metric();
        return dataPoint.kind() == ReportKind.TELEMETRY_STATUS && !metric.startsWith(STATUS_PREFIX)
                ? STATUS_PREFIX + metric
                : metric;
    }

    /** True for a register that only counts upwards. */
    boolean cumulative() {
        return CUMULATIVE.equalsIgnoreCase(dataPoint.readingType());
    }
}
