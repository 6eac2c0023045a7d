package eu.flexcoop.middleware.telemetry.core.internal.intake;

import eu.flexcoop.middleware.telemetry.spi.SampleQuality;

/** The texts of {@code oadrDataQuality} ({@code oadrDataQualityType} of {@code oadr_20b.xsd}). */
final class ReportedQuality {
    private ReportedQuality() {}

    /** A text of its own, which the schema allows ({@code x-…}), says that something is special about the value. */
    static SampleQuality of(String text) {
        if (text.startsWith("Quality Good") || text.equals("Quality Limit - Field/Not")) {
            return SampleQuality.GOOD;
        }
        return text.startsWith("Quality Bad") || text.startsWith("No Quality")
                ? SampleQuality.BAD
                : SampleQuality.UNCERTAIN;
    }
}
