package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Duration;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription.SamplingRate;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/**
 * A data point of a report that a VEN offers.
 *
 * @param unit as the VEN writes it, with its scale
 * @param onChange the VEN can send it when it changes
 */
record OfferedPoint(
        String rId,
        String reportType,
        String readingType,
        Optional<String> quantity,
        Optional<String> unit,
        Optional<String> marketContext,
        Optional<Duration> minPeriod,
        Optional<Duration> maxPeriod,
        boolean onChange) {
    static OfferedPoint of(ReportDescription description) {
        return new OfferedPoint(
                description.rId(),
                description.reportType(),
                description.readingType(),
                description.itemBase().map(ItemBase::element),
                description.itemBase().map(OfferedPoint::unit),
                description.marketContext(),
                description.samplingRate().map(SamplingRate::minPeriod),
                description.samplingRate().map(SamplingRate::maxPeriod),
                description.samplingRate().map(SamplingRate::onChange).orElse(false));
    }

    private static String unit(ItemBase item) {
        return item.scale().equals("none") ? item.units() : item.scale() + item.units();
    }

    static OfferedPoint of(Document document) {
        return new OfferedPoint(
                document.getString("rid"),
                document.getString("report_type"),
                document.getString("reading_type"),
                Documents.optionalString(document, "quantity"),
                Documents.optionalString(document, "unit"),
                Documents.optionalString(document, "market_context"),
                Documents.optionalString(document, "min_period").map(Duration::parse),
                Documents.optionalString(document, "max_period").map(Duration::parse),
                document.getBoolean("on_change", false));
    }

    Document toDocument() {
        Document document =
                new Document("rid", rId).append("report_type", reportType).append("reading_type", readingType);
        quantity.ifPresent(value -> document.append("quantity", value));
        unit.ifPresent(value -> document.append("unit", value));
        marketContext.ifPresent(value -> document.append("market_context", value));
        minPeriod.ifPresent(value -> document.append("min_period", value.toString()));
        maxPeriod.ifPresent(value -> document.append("max_period", value.toString()));
        return document.append("on_change", onChange);
    }
}
