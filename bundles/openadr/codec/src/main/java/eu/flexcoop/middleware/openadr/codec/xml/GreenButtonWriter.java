package eu.flexcoop.middleware.openadr.codec.xml;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

import eu.flexcoop.middleware.openadr.codec.report.GreenButton;
import eu.flexcoop.middleware.openadr.codec.report.GreenButton.MeterReading;
import eu.flexcoop.middleware.openadr.codec.report.GreenButton.ReadingType;
import eu.flexcoop.middleware.openadr.codec.xml.XmlOut.Ns;

/** Writes {@code oadrGBPayload}: a feed with an entry for each type of readings and one for all readings. */
final class GreenButtonWriter {
    private GreenButtonWriter() {}

    static void payload(XmlOut out, GreenButton greenButton) throws XMLStreamException {
        out.start(Ns.OADR, "oadrGBPayload");
        out.start(Ns.ATOM, "feed");
        out.namespaces(List.of(Ns.ATOM, Ns.ESPI));
        head(out, "feed");
        for (ReadingType type : greenButton.types()) {
            entry(out, "reading-type");
            out.start(Ns.ESPI, "ReadingType");
            number(out, "accumulationBehaviour", type.accumulation());
            number(out, "flowDirection", type.flowDirection());
            out.number(Ns.ESPI, "powerOfTenMultiplier", type.powerOfTen());
            number(out, "uom", type.unit());
            out.end();
            endEntry(out);
        }
        entry(out, "interval-block");
        out.start(Ns.ESPI, "IntervalBlock");
        for (MeterReading reading : greenButton.readings()) {
            reading(out, reading);
        }
        out.end();
        endEntry(out);
        out.end();
        out.end();
    }

    private static void reading(XmlOut out, MeterReading reading) throws XMLStreamException {
        out.start(Ns.ESPI, "IntervalReading");
        if (reading.quality().isPresent()) {
            out.start(Ns.ESPI, "ReadingQuality");
            number(out, "quality", reading.quality());
            out.end();
        }
        out.start(Ns.ESPI, "timePeriod");
        out.number(Ns.ESPI, "duration", reading.duration().toSeconds());
        out.number(Ns.ESPI, "start", reading.start().getEpochSecond());
        out.end();
        out.number(Ns.ESPI, "value", reading.value());
        out.end();
    }

    private static void number(XmlOut out, String name, Optional<Integer> value) throws XMLStreamException {
        if (value.isPresent()) {
            out.number(Ns.ESPI, name, value.get());
        }
    }

    private static void entry(XmlOut out, String id) throws XMLStreamException {
        out.start(Ns.ATOM, "entry");
        head(out, id);
        out.start(Ns.ATOM, "content");
    }

    private static void endEntry(XmlOut out) throws XMLStreamException {
        out.end();
        out.end();
    }

    /** Atom wants these three; nobody reads them. */
    private static void head(XmlOut out, String id) throws XMLStreamException {
        out.text(Ns.ATOM, "id", "urn:x-flexcoop:" + id);
        out.text(Ns.ATOM, "title", id);
        out.instant(Ns.ATOM, "updated", Instant.EPOCH);
    }
}
