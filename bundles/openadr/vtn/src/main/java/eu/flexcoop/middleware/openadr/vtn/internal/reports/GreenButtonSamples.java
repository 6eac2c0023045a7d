package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.report.GreenButton;
import eu.flexcoop.middleware.openadr.codec.report.GreenButton.MeterReading;
import eu.flexcoop.middleware.openadr.codec.report.GreenButton.ReadingType;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.Report.Interval;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.telemetry.api.RawSample;

/** Readings of Green Button as samples, in Wh per interval. */
final class GreenButtonSamples {
    /** Codes of ESPI. */
    private static final int WATT_HOURS = 72;

    private static final int DELTA_DATA = 4;
    private static final int REVERSE = 19;
    private static final int MOST_DIGITS = 12;

    private GreenButtonSamples() {}

    static boolean isIn(Report report) {
        for (Interval interval : report.intervals()) {
            if (!interval.greenButton().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /**
     * @param offer of the report specifier; its only rID is that of the readings
     * @throws RefusedException with 454 and the reason if the readings cannot be stored
     */
    static List<RawSample> of(Report report, Offer offer) {
        if (!offer.reportName().equals(ReportName.HISTORY_GREENBUTTON)
                || offer.rIds().size() != 1) {
            throw refused(
                    offer,
                    "a Green Button feed names no rID, so that its report has to be registered as"
                            + " METADATA_HISTORY_GREENBUTTON with one rID");
        }
        return report.intervals().stream()
                .flatMap(interval -> interval.greenButton().stream())
                .flatMap(feed -> samples(feed, offer).stream())
                .toList();
    }

    private static List<RawSample> samples(GreenButton feed, Offer offer) {
        List<ReadingType> types = feed.types().stream().distinct().toList();
        if (types.size() != 1) {
            throw refused(offer, "the feed has %d types of readings, not one".formatted(types.size()));
        }
        ReadingType type = types.get(0);
        if (type.unit().filter(unit -> unit == WATT_HOURS).isEmpty()) {
            throw refused(
                    offer,
                    "uom is %s, not 72 (Wh)"
                            .formatted(type.unit().map(Object::toString).orElse("missing")));
        }
        if (type.accumulation().filter(code -> code != DELTA_DATA).isPresent()) {
            throw refused(
                    offer,
                    "accumulationBehaviour is %d, not 4 (amounts per interval)"
                            .formatted(type.accumulation().get()));
        }
        if (Math.abs(type.powerOfTen()) > MOST_DIGITS) {
            throw refused(offer, "powerOfTenMultiplier is %d".formatted(type.powerOfTen()));
        }
        double factor = Math.pow(10, type.powerOfTen())
                * (type.flowDirection().filter(code -> code == REVERSE).isPresent() ? -1 : 1);
        String rId = offer.rIds().get(0);
        return feed.readings().stream()
                .map(reading -> new RawSample(
                        rId, reading.start(), reading.duration(), reading.value() * factor, quality(reading)))
                .toList();
    }

    private static Optional<String> quality(MeterReading reading) {
        return reading.quality().map(code -> "x-espi-" + code);
    }

    private static RefusedException refused(Offer offer, String why) {
        return new RefusedException(
                RefusedException.INVALID_DATA,
                "Report '%s' with rIDs %s is not stored: %s".formatted(offer.specifierId(), offer.rIds(), why));
    }
}
