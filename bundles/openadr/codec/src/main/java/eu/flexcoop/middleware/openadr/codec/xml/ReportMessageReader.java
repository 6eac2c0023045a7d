package eu.flexcoop.middleware.openadr.codec.xml;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CancelReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CanceledReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest.Point;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest.Window;

/** Reads the messages of EiReport. Messages of the same shape share a method. */
final class ReportMessageReader {
    private ReportMessageReader() {}

    static RegisterReport register(XmlCursor in) {
        String requestId = null;
        List<Report> reports = new ArrayList<>();
        Optional<String> venId = Optional.empty();
        Optional<String> reportRequestId = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "requestID" -> requestId = in.requestId();
                case "oadrReport" -> reports.add(ReportReader.report(in));
                case "venID" -> venId = in.optionalText();
                case "reportRequestID" -> reportRequestId = in.optionalText();
                default -> in.skip();
            }
        }
        return new RegisterReport(CommonReader.echoed(requestId), reports, venId, reportRequestId);
    }

    static UpdateReport update(XmlCursor in) {
        RegisterReport same = register(in);
        return new UpdateReport(same.requestId(), same.reports(), same.venId());
    }

    static RegisteredReport registered(XmlCursor in) {
        EiResponse response = null;
        List<ReportRequest> requests = new ArrayList<>(0);
        Optional<String> venId = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "eiResponse" -> response = CommonReader.eiResponse(in);
                case "oadrReportRequest" -> requests.add(reportRequest(in));
                case "venID" -> venId = in.optionalText();
                default -> in.skip();
            }
        }
        return new RegisteredReport(in.require(response, "eiResponse"), requests, venId);
    }

    static CreateReport create(XmlCursor in) {
        String requestId = null;
        List<ReportRequest> requests = new ArrayList<>();
        Optional<String> venId = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "requestID" -> requestId = in.requestId();
                case "oadrReportRequest" -> requests.add(reportRequest(in));
                case "venID" -> venId = in.optionalText();
                default -> in.skip();
            }
        }
        return new CreateReport(CommonReader.echoed(requestId), requests, venId);
    }

    static CreatedReport created(XmlCursor in) {
        CanceledReport same = canceled(in);
        return new CreatedReport(same.response(), same.pending(), same.venId());
    }

    static CanceledReport canceled(XmlCursor in) {
        EiResponse response = null;
        List<String> pending = new ArrayList<>();
        Optional<String> venId = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "eiResponse" -> response = CommonReader.eiResponse(in);
                case "oadrPendingReports" -> {
                    for (int list = in.depth(); in.next(list); ) {
                        pending.add(in.text());
                    }
                }
                case "venID" -> venId = in.optionalText();
                default -> in.skip();
            }
        }
        return new CanceledReport(in.require(response, "eiResponse"), pending, venId);
    }

    static UpdatedReport updated(XmlCursor in) {
        EiResponse response = null;
        Optional<CancelReport> cancel = Optional.empty();
        Optional<String> venId = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "eiResponse" -> response = CommonReader.eiResponse(in);
                case "oadrCancelReport" -> cancel = Optional.of(cancel(in));
                case "venID" -> venId = in.optionalText();
                default -> in.skip();
            }
        }
        return new UpdatedReport(in.require(response, "eiResponse"), cancel, venId);
    }

    static CancelReport cancel(XmlCursor in) {
        String requestId = null;
        List<String> ids = new ArrayList<>();
        boolean toFollow = false;
        Optional<String> venId = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "requestID" -> requestId = in.requestId();
                case "reportRequestID" -> ids.add(in.text());
                case "reportToFollow" -> toFollow = in.bool();
                case "venID" -> venId = in.optionalText();
                default -> in.skip();
            }
        }
        return new CancelReport(CommonReader.echoed(requestId), ids, toFollow, venId);
    }

    private static ReportRequest reportRequest(XmlCursor in) {
        String id = null;
        ReportRequest specifier = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "reportRequestID" -> id = in.text();
                case "reportSpecifier" -> specifier = specifier(in);
                default -> in.skip();
            }
        }
        in.require(id, "reportRequestID");
        in.require(specifier, "reportSpecifier");
        return new ReportRequest(
                id,
                specifier.specifierId(),
                specifier.granularity(),
                specifier.reportBack(),
                specifier.window(),
                specifier.points());
    }

    private static ReportRequest specifier(XmlCursor in) {
        String specifierId = null;
        Duration granularity = null;
        Duration reportBack = null;
        Optional<Window> window = Optional.empty();
        List<Point> points = new ArrayList<>();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "reportSpecifierID" -> specifierId = in.text();
                case "granularity" -> granularity = in.wrappedDuration();
                case "reportBackDuration" -> reportBack = in.wrappedDuration();
                case "reportInterval" -> window = Optional.of(window(in));
                case "specifierPayload" -> points.add(point(in));
                default -> in.skip();
            }
        }
        return new ReportRequest(
                "",
                in.require(specifierId, "reportSpecifierID"),
                in.require(granularity, "granularity"),
                in.require(reportBack, "reportBackDuration"),
                window,
                points);
    }

    private static Window window(XmlCursor in) {
        Instant start = null;
        Duration duration = null;
        for (int me = in.depth(); in.next(me); ) {
            for (int properties = in.depth(); in.next(properties); ) {
                switch (in.name()) {
                    case "dtstart" -> start = in.wrappedInstant();
                    case "duration" -> duration = in.wrappedDuration();
                    default -> in.skip();
                }
            }
        }
        return new Window(in.require(start, "dtstart"), in.require(duration, "duration"));
    }

    private static Point point(XmlCursor in) {
        String rId = null;
        Optional<ItemBase> itemBase = Optional.empty();
        String readingType = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "rID" -> rId = in.text();
                case "readingType" -> readingType = in.text();
                default -> itemBase = CommonReader.itemBase(in, itemBase);
            }
        }
        return new Point(in.require(rId, "rID"), itemBase, in.require(readingType, "readingType"));
    }
}
