package eu.flexcoop.middleware.telemetry.api;

/** The two kinds of reports that carry measurements (OpenADR 2.0b report names). */
public enum ReportKind {
    TELEMETRY_USAGE,
    TELEMETRY_STATUS
}
