package eu.flexcoop.middleware.openadr.codec.xml;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.ItemBase;

/** Writes elements under fixed prefixes. */
final class XmlOut {
    /** The namespaces of OpenADR with the prefixes that its documents use. */
    enum Ns {
        OADR("oadr", OadrReader.NAMESPACE),
        EI("ei", "http://docs.oasis-open.org/ns/energyinterop/201110"),
        PYLD("pyld", "http://docs.oasis-open.org/ns/energyinterop/201110/payloads"),
        XCAL("xcal", "urn:ietf:params:xml:ns:icalendar-2.0"),
        STRM("strm", "urn:ietf:params:xml:ns:icalendar-2.0:stream"),
        EMIX("emix", "http://docs.oasis-open.org/ns/emix/2011/06"),
        POWER("power", "http://docs.oasis-open.org/ns/emix/2011/06/power"),
        SCALE("scale", "http://docs.oasis-open.org/ns/emix/2011/06/siscale"),
        /** Declared where a feed begins, unlike those above. */
        ATOM("atom", "http://www.w3.org/2005/Atom"),
        ESPI("espi", "http://naesb.org/espi"),
        /** Declared where a polygon begins. */
        GML("gml", "http://www.opengis.net/gml/3.2");

        final String prefix;
        final String uri;

        Ns(String prefix, String uri) {
            this.prefix = prefix;
            this.uri = uri;
        }
    }

    private final XMLStreamWriter out;

    XmlOut(XMLStreamWriter out) {
        this.out = out;
    }

    void start(Ns ns, String name) throws XMLStreamException {
        out.writeStartElement(ns.prefix, name, ns.uri);
    }

    void end() throws XMLStreamException {
        out.writeEndElement();
    }

    void namespaces(Iterable<Ns> all) throws XMLStreamException {
        for (Ns ns : all) {
            out.writeNamespace(ns.prefix, ns.uri);
        }
    }

    void attribute(Ns ns, String name, String value) throws XMLStreamException {
        out.writeAttribute(ns.prefix, ns.uri, name, value);
    }

    void text(Ns ns, String name, String text) throws XMLStreamException {
        start(ns, name);
        out.writeCharacters(text);
        end();
    }

    void text(Ns ns, String name, Optional<String> text) throws XMLStreamException {
        if (text.isPresent()) {
            text(ns, name, text.get());
        }
    }

    void number(Ns ns, String name, long value) throws XMLStreamException {
        text(ns, name, Long.toString(value));
    }

    void real(Ns ns, String name, double value) throws XMLStreamException {
        text(ns, name, Lexical.text(value));
    }

    void real(Ns ns, String name, Optional<Double> value) throws XMLStreamException {
        if (value.isPresent()) {
            real(ns, name, value.get());
        }
    }

    void bool(Ns ns, String name, boolean value) throws XMLStreamException {
        text(ns, name, value ? "true" : "false");
    }

    void instant(Ns ns, String name, Instant value) throws XMLStreamException {
        // no client needs more digits, and some read no more
        text(ns, name, value.truncatedTo(ChronoUnit.MILLIS).toString());
    }

    void dtstart(Instant value) throws XMLStreamException {
        start(Ns.XCAL, "dtstart");
        instant(Ns.XCAL, "date-time", value);
        end();
    }

    /** A duration in the element {@code xcal:duration} inside an element of that name. */
    void duration(Ns ns, String name, Duration value) throws XMLStreamException {
        start(ns, name);
        text(Ns.XCAL, "duration", Lexical.text(value));
        end();
    }

    void duration(Ns ns, String name, Optional<Duration> value) throws XMLStreamException {
        if (value.isPresent()) {
            duration(ns, name, value.get());
        }
    }

    void uid(String value) throws XMLStreamException {
        start(Ns.XCAL, "uid");
        text(Ns.XCAL, "text", value);
        end();
    }

    void payloadFloat(double value) throws XMLStreamException {
        start(Ns.EI, "payloadFloat");
        real(Ns.EI, "value", value);
        end();
    }

    void response(EiResponse response) throws XMLStreamException {
        start(Ns.EI, "eiResponse");
        text(Ns.EI, "responseCode", response.code());
        text(Ns.EI, "responseDescription", response.description());
        text(Ns.PYLD, "requestID", response.requestId());
        end();
    }

    /** The same element of the namespace ei for each text. */
    void texts(String name, Iterable<String> texts) throws XMLStreamException {
        for (String text : texts) {
            text(Ns.EI, name, text);
        }
    }

    void itemBase(Optional<ItemBase> optional) throws XMLStreamException {
        if (optional.isEmpty()) {
            return;
        }
        ItemBase unit = optional.get();
        Ns ns = unit.isInPowerNamespace() ? Ns.POWER : Ns.OADR;
        start(ns, unit.element());
        text(ns, "itemDescription", unit.description());
        text(ns, "itemUnits", unit.units());
        if (unit.pulseFactor().isPresent()) {
            real(Ns.OADR, "pulseFactor", unit.pulseFactor());
        } else {
            text(Ns.SCALE, "siScaleCode", unit.scale());
        }
        if (unit.power().isPresent()) {
            ItemBase.PowerAttributes power = unit.power().get();
            start(Ns.POWER, "powerAttributes");
            text(Ns.POWER, "hertz", power.hertz());
            text(Ns.POWER, "voltage", power.voltage());
            bool(Ns.POWER, "ac", power.ac());
            end();
        }
        end();
    }
}
