package eu.flexcoop.middleware.openadr.codec.xml;

import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.report.GreenButton;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.Report.FloatReading;
import eu.flexcoop.middleware.openadr.codec.report.Report.Interval;
import eu.flexcoop.middleware.openadr.codec.report.Report.LoadControl;
import eu.flexcoop.middleware.openadr.codec.report.Report.StatusReading;
import eu.flexcoop.middleware.openadr.codec.report.Report.Value;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CancelReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CanceledReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.codec.xml.XmlOut.Ns;

/** Writes what stands inside the messages of EiReport. */
final class ReportWriter {
    private ReportWriter() {}

    static void update(XmlOut out, UpdateReport update) throws XMLStreamException {
        out.text(Ns.PYLD, "requestID", update.requestId());
        reports(out, update.reports());
        out.text(Ns.EI, "venID", update.venId());
    }

    static void updated(XmlOut out, UpdatedReport updated) throws XMLStreamException {
        out.response(updated.response());
        if (updated.cancel().isPresent()) {
            out.start(Ns.OADR, "oadrCancelReport");
            cancel(out, updated.cancel().get());
            out.end();
        }
        out.text(Ns.EI, "venID", updated.venId());
    }

    static void register(XmlOut out, RegisterReport register) throws XMLStreamException {
        out.text(Ns.PYLD, "requestID", register.requestId());
        reports(out, register.reports());
        out.text(Ns.EI, "venID", register.venId());
        out.text(Ns.EI, "reportRequestID", register.reportRequestId());
    }

    static void registered(XmlOut out, RegisteredReport registered) throws XMLStreamException {
        out.response(registered.response());
        requests(out, registered.requests());
        out.text(Ns.EI, "venID", registered.venId());
    }

    static void create(XmlOut out, CreateReport create) throws XMLStreamException {
        out.text(Ns.PYLD, "requestID", create.requestId());
        requests(out, create.requests());
        out.text(Ns.EI, "venID", create.venId());
    }

    static void created(XmlOut out, CreatedReport created) throws XMLStreamException {
        pending(out, created.response(), created.pending(), created.venId());
    }

    static void canceled(XmlOut out, CanceledReport canceled) throws XMLStreamException {
        pending(out, canceled.response(), canceled.pending(), canceled.venId());
    }

    static void cancel(XmlOut out, CancelReport cancel) throws XMLStreamException {
        out.text(Ns.PYLD, "requestID", cancel.requestId());
        out.texts("reportRequestID", cancel.reportRequestIds());
        out.bool(Ns.PYLD, "reportToFollow", cancel.reportToFollow());
        out.text(Ns.EI, "venID", cancel.venId());
    }

    private static void pending(XmlOut out, EiResponse response, List<String> pending, Optional<String> venId)
            throws XMLStreamException {
        out.response(response);
        out.start(Ns.OADR, "oadrPendingReports");
        out.texts("reportRequestID", pending);
        out.end();
        out.text(Ns.EI, "venID", venId);
    }

    private static void requests(XmlOut out, List<ReportRequest> requests) throws XMLStreamException {
        for (ReportRequest request : requests) {
            out.start(Ns.OADR, "oadrReportRequest");
            out.text(Ns.EI, "reportRequestID", request.reportRequestId());
            out.start(Ns.EI, "reportSpecifier");
            out.text(Ns.EI, "reportSpecifierID", request.specifierId());
            out.duration(Ns.XCAL, "granularity", request.granularity());
            out.duration(Ns.EI, "reportBackDuration", request.reportBack());
            if (request.window().isPresent()) {
                out.start(Ns.EI, "reportInterval");
                out.start(Ns.XCAL, "properties");
                out.dtstart(request.window().get().start());
                out.duration(Ns.XCAL, "duration", request.window().get().duration());
                out.end();
                out.end();
            }
            for (ReportRequest.Point point : request.points()) {
                out.start(Ns.EI, "specifierPayload");
                out.text(Ns.EI, "rID", point.rId());
                out.itemBase(point.itemBase());
                out.text(Ns.EI, "readingType", point.readingType());
                out.end();
            }
            out.end();
            out.end();
        }
    }

    private static void reports(XmlOut out, List<Report> reports) throws XMLStreamException {
        for (Report report : reports) {
            out.start(Ns.OADR, "oadrReport");
            if (report.start().isPresent()) {
                out.dtstart(report.start().get());
            }
            out.duration(Ns.XCAL, "duration", report.duration());
            if (!report.intervals().isEmpty()) {
                out.start(Ns.STRM, "intervals");
                for (Interval interval : report.intervals()) {
                    interval(out, interval);
                }
                out.end();
            }
            out.text(Ns.EI, "eiReportID", report.eiReportId());
            for (ReportDescription description : report.descriptions()) {
                description(out, description);
            }
            out.text(Ns.EI, "reportRequestID", report.reportRequestId());
            out.text(Ns.EI, "reportSpecifierID", report.specifierId());
            out.text(Ns.EI, "reportName", report.name());
            out.instant(Ns.EI, "createdDateTime", report.createdAt());
            out.end();
        }
    }

    private static void interval(XmlOut out, Interval interval) throws XMLStreamException {
        out.start(Ns.EI, "interval");
        if (interval.start().isPresent()) {
            out.dtstart(interval.start().get());
        }
        out.duration(Ns.XCAL, "duration", interval.duration());
        if (interval.uid().isPresent()) {
            out.uid(interval.uid().get());
        }
        for (Value value : interval.values()) {
            out.start(Ns.OADR, "oadrReportPayload");
            out.text(Ns.EI, "rID", value.rId());
            if (value.confidence().isPresent()) {
                out.number(Ns.EI, "confidence", value.confidence().get());
            }
            out.real(Ns.EI, "accuracy", value.accuracy());
            if (value.reading() instanceof FloatReading number) {
                out.payloadFloat(number.value());
            } else if (value.reading() instanceof StatusReading status) {
                status(out, status);
            }
            out.text(Ns.OADR, "oadrDataQuality", value.dataQuality());
            out.end();
        }
        for (GreenButton greenButton : interval.greenButton()) {
            GreenButtonWriter.payload(out, greenButton);
        }
        out.end();
    }

    private static void status(XmlOut out, StatusReading status) throws XMLStreamException {
        out.start(Ns.OADR, "oadrPayloadResourceStatus");
        out.bool(Ns.OADR, "oadrOnline", status.online());
        out.bool(Ns.OADR, "oadrManualOverride", status.manualOverride());
        if (status.capacity().isPresent()
                || status.levelOffset().isPresent()
                || status.percentOffset().isPresent()
                || status.setPoint().isPresent()) {
            out.start(Ns.OADR, "oadrLoadControlState");
            loadControl(out, "oadrCapacity", status.capacity());
            loadControl(out, "oadrLevelOffset", status.levelOffset());
            loadControl(out, "oadrPercentOffset", status.percentOffset());
            loadControl(out, "oadrSetPoint", status.setPoint());
            out.end();
        }
        out.end();
    }

    private static void loadControl(XmlOut out, String name, Optional<LoadControl> state) throws XMLStreamException {
        if (state.isPresent()) {
            out.start(Ns.OADR, name);
            out.real(Ns.OADR, "oadrMin", state.get().min());
            out.real(Ns.OADR, "oadrMax", state.get().max());
            out.real(Ns.OADR, "oadrCurrent", state.get().current());
            out.real(Ns.OADR, "oadrNormal", state.get().normal());
            out.end();
        }
    }

    private static void description(XmlOut out, ReportDescription description) throws XMLStreamException {
        out.start(Ns.OADR, "oadrReportDescription");
        out.text(Ns.EI, "rID", description.rId());
        TargetWriter.target(out, Ns.EI, "reportSubject", description.subject());
        TargetWriter.target(out, Ns.EI, "reportDataSource", description.dataSource());
        out.text(Ns.EI, "reportType", description.reportType());
        out.itemBase(description.itemBase());
        out.text(Ns.EI, "readingType", description.readingType());
        out.text(Ns.EMIX, "marketContext", description.marketContext());
        if (description.samplingRate().isPresent()) {
            ReportDescription.SamplingRate rate = description.samplingRate().get();
            out.start(Ns.OADR, "oadrSamplingRate");
            out.text(Ns.OADR, "oadrMinPeriod", Lexical.text(rate.minPeriod()));
            out.text(Ns.OADR, "oadrMaxPeriod", Lexical.text(rate.maxPeriod()));
            out.bool(Ns.OADR, "oadrOnChange", rate.onChange());
            out.end();
        }
        out.end();
    }
}
