package eu.flexcoop.middleware.imports.amon.internal;

import eu.flexcoop.middleware.imports.api.ImportReport;

/** @param readings readings whose measurements were taken */
record AmonReport(ImportReport report, int readings) {
    boolean isComplete() {
        return report.refused() == 0 && report.refusals().isEmpty();
    }
}
