package eu.flexcoop.middleware.openadr.codec.xml;

import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

import eu.flexcoop.middleware.openadr.codec.PhysicalTarget;
import eu.flexcoop.middleware.openadr.codec.PhysicalTarget.Kind;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.xml.XmlOut.Ns;

/** Writes targets; one that holds an unknown element is refused, since without it the target would be a wider one. */
final class TargetWriter {
    private static final List<String> AROUND_POSITIONS =
            List.of("FeatureCollection", "location", "Polygon", "exterior", "LinearRing");

    private TargetWriter() {}

    static void target(XmlOut out, Ns ns, String name, Target target) throws XMLStreamException {
        out.start(ns, name);
        int next = physical(out, target.physical(), 0, Kind.AGGREGATED_PNODE);
        for (String mrid : target.deviceClasses()) {
            out.start(Ns.POWER, "endDeviceAsset");
            out.text(Ns.POWER, "mrid", mrid);
            out.end();
        }
        physical(out, target.physical(), next, Kind.UNKNOWN);
        out.texts("groupID", target.groupIds());
        out.texts("groupName", target.groupNames());
        out.texts("resourceID", target.resourceIds());
        out.texts("venID", target.venIds());
        out.texts("partyID", target.partyIds());
        out.end();
    }

    static void target(XmlOut out, Ns ns, String name, Optional<Target> target) throws XMLStreamException {
        if (target.isPresent()) {
            target(out, ns, name, target.get());
        }
    }

    /**
     * Writes the targets from {@code first} up to those of the kind {@code last}.
     *
     * @return index of the first that was not written
     */
    private static int physical(XmlOut out, List<PhysicalTarget> targets, int first, Kind last)
            throws XMLStreamException {
        int at = first;
        while (at < targets.size() && targets.get(at).kind().compareTo(last) <= 0) {
            physical(out, targets.get(at++));
        }
        return at;
    }

    private static void physical(XmlOut out, PhysicalTarget target) throws XMLStreamException {
        Kind kind = target.kind();
        if (kind == Kind.UNKNOWN) {
            throw new IllegalArgumentException("'%s' is no target of OpenADR".formatted(target.element()));
        }
        out.start(kind == Kind.SERVICE_AREA ? Ns.EMIX : Ns.POWER, kind.element());
        if (kind.isArea()) {
            polygon(out, target.values().get(0));
        } else {
            for (int i = 0; i < target.values().size(); i++) {
                out.text(Ns.POWER, kind.elements().get(i), target.values().get(i));
            }
        }
        out.end();
    }

    private static void polygon(XmlOut out, String positions) throws XMLStreamException {
        for (String element : AROUND_POSITIONS) {
            out.start(Ns.GML, element);
            if (element.equals(AROUND_POSITIONS.get(0))) {
                out.namespaces(List.of(Ns.GML));
            }
        }
        out.text(Ns.GML, "posList", positions);
        for (int i = 0; i < AROUND_POSITIONS.size(); i++) {
            out.end();
        }
    }
}
