package eu.flexcoop.middleware.openadr.codec.xml;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.report.GreenButton;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.Report.FloatReading;
import eu.flexcoop.middleware.openadr.codec.report.Report.Interval;
import eu.flexcoop.middleware.openadr.codec.report.Report.LoadControl;
import eu.flexcoop.middleware.openadr.codec.report.Report.Reading;
import eu.flexcoop.middleware.openadr.codec.report.Report.StatusReading;
import eu.flexcoop.middleware.openadr.codec.report.Report.Value;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription.SamplingRate;

/** Reads {@code oadrReport}: capabilities and measurements. */
final class ReportReader {
    private static final String METADATA_REQUEST = "0";

    private ReportReader() {}

    static Report report(XmlCursor in) {
        Optional<Instant> start = Optional.empty();
        Optional<Duration> duration = Optional.empty();
        List<Interval> intervals = new ArrayList<>();
        Optional<String> eiReportId = Optional.empty();
        List<ReportDescription> descriptions = new ArrayList<>(0);
        String reportRequestId = METADATA_REQUEST; // which some VENs leave out where it says nothing
        String specifierId = null;
        Optional<String> name = Optional.empty();
        Instant createdAt = null;
        int me = in.depth();
        while (in.next(me)) {
            switch (in.name()) {
                case "dtstart" -> start = Optional.of(in.wrappedInstant());
                case "duration" -> duration = Optional.of(in.wrappedDuration());
                case "intervals" -> intervals(in, intervals);
                case "eiReportID" -> eiReportId = in.optionalText();
                case "oadrReportDescription" -> descriptions.add(description(in));
                case "reportRequestID" -> reportRequestId = in.text();
                case "reportSpecifierID" -> specifierId = in.text();
                case "reportName" -> name = in.optionalText();
                case "createdDateTime" -> createdAt = in.instant();
                default -> in.skip();
            }
        }
        return new Report(
                start,
                duration,
                intervals,
                eiReportId,
                descriptions,
                reportRequestId,
                in.require(specifierId, "reportSpecifierID"),
                name,
                in.require(createdAt, "createdDateTime"));
    }

    private static void intervals(XmlCursor in, List<Interval> intervals) {
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "interval" -> intervals.add(interval(in));
                default -> in.skip();
            }
        }
    }

    private static Interval interval(XmlCursor in) {
        Optional<Instant> start = Optional.empty();
        Optional<Duration> duration = Optional.empty();
        Optional<String> uid = Optional.empty();
        List<Value> values = new ArrayList<>(1);
        List<GreenButton> greenButton = List.of();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "dtstart" -> start = Optional.of(in.wrappedInstant());
                case "duration" -> duration = Optional.of(in.wrappedDuration());
                case "uid" -> uid = Optional.of(SignalReader.uid(in));
                case "oadrReportPayload" -> values.add(value(in));
                case "oadrGBPayload" -> {
                    greenButton = greenButton.isEmpty() ? new ArrayList<>(1) : greenButton;
                    greenButton.add(GreenButtonReader.payload(in));
                }
                default -> in.skip();
            }
        }
        return new Interval(start, duration, uid, values, greenButton);
    }

    private static Value value(XmlCursor in) {
        String rId = null;
        Optional<Integer> confidence = Optional.empty();
        Optional<Double> accuracy = Optional.empty();
        Reading reading = null;
        Optional<String> dataQuality = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "rID" -> rId = in.text();
                case "confidence" -> confidence = Optional.of((int) Math.min(in.unsigned(), 100));
                case "accuracy" -> accuracy = Optional.of(in.real());
                case "payloadFloat" -> reading = new FloatReading(SignalReader.payloadFloat(in));
                case "oadrPayloadResourceStatus" -> reading = status(in);
                case "oadrDataQuality" -> dataQuality = in.optionalText();
                default -> in.skip();
            }
        }
        return new Value(
                in.require(rId, "rID"),
                confidence,
                accuracy,
                in.require(reading, "payloadFloat or oadrPayloadResourceStatus"),
                dataQuality);
    }

    private static StatusReading status(XmlCursor in) {
        Boolean online = null;
        Boolean manualOverride = null;
        Optional<LoadControl> capacity = Optional.empty();
        Optional<LoadControl> levelOffset = Optional.empty();
        Optional<LoadControl> percentOffset = Optional.empty();
        Optional<LoadControl> setPoint = Optional.empty();
        int me = in.depth();
        while (in.next(me)) {
            switch (in.name()) {
                case "oadrOnline" -> online = in.bool();
                case "oadrManualOverride" -> manualOverride = in.bool();
                case "oadrLoadControlState" -> {
                    for (int state = in.depth(); in.next(state); ) {
                        switch (in.name()) {
                            case "oadrCapacity" -> capacity = Optional.of(loadControl(in));
                            case "oadrLevelOffset" -> levelOffset = Optional.of(loadControl(in));
                            case "oadrPercentOffset" -> percentOffset = Optional.of(loadControl(in));
                            case "oadrSetPoint" -> setPoint = Optional.of(loadControl(in));
                            default -> in.skip();
                        }
                    }
                }
                default -> in.skip();
            }
        }
        return new StatusReading(
                in.require(online, "oadrOnline"),
                in.require(manualOverride, "oadrManualOverride"),
                capacity,
                levelOffset,
                percentOffset,
                setPoint);
    }

    private static LoadControl loadControl(XmlCursor in) {
        Optional<Double> min = Optional.empty();
        Optional<Double> max = Optional.empty();
        Double current = null;
        Optional<Double> normal = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "oadrMin" -> min = Optional.of(in.real());
                case "oadrMax" -> max = Optional.of(in.real());
                case "oadrCurrent" -> current = in.real();
                case "oadrNormal" -> normal = Optional.of(in.real());
                default -> in.skip();
            }
        }
        return new LoadControl(min, max, in.require(current, "oadrCurrent"), normal);
    }

    private static ReportDescription description(XmlCursor in) {
        String rId = null;
        Optional<Target> subject = Optional.empty();
        Optional<Target> dataSource = Optional.empty();
        String reportType = "";
        Optional<ItemBase> itemBase = Optional.empty();
        String readingType = "";
        Optional<String> marketContext = Optional.empty();
        Optional<SamplingRate> rate = Optional.empty();
        int me = in.depth();
        while (in.next(me)) {
            switch (in.name()) {
                case "rID" -> rId = in.text();
                case "reportSubject" -> subject = Optional.of(TargetReader.target(in));
                case "reportDataSource" -> dataSource = Optional.of(TargetReader.target(in));
                case "reportType" -> reportType = in.text();
                case "readingType" -> readingType = in.text();
                case "marketContext" -> marketContext = in.optionalText();
                case "oadrSamplingRate" -> rate = Optional.of(samplingRate(in));
                default -> itemBase = CommonReader.itemBase(in, itemBase);
            }
        }
        return new ReportDescription(
                in.require(rId, "rID"), subject, dataSource, reportType, itemBase, readingType, marketContext, rate);
    }

    private static SamplingRate samplingRate(XmlCursor in) {
        Duration min = null;
        Duration max = null;
        boolean onChange = false;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "oadrMinPeriod" -> min = in.duration();
                case "oadrMaxPeriod" -> max = in.duration();
                case "oadrOnChange" -> onChange = in.bool();
                default -> in.skip();
            }
        }
        return new SamplingRate(in.require(min, "oadrMinPeriod"), in.require(max, "oadrMaxPeriod"), onChange);
    }
}
