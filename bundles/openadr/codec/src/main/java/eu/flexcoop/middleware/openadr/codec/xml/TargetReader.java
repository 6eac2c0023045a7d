package eu.flexcoop.middleware.openadr.codec.xml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import eu.flexcoop.middleware.openadr.codec.PhysicalTarget;
import eu.flexcoop.middleware.openadr.codec.PhysicalTarget.Kind;
import eu.flexcoop.middleware.openadr.codec.Target;

/** Reads targets. Nothing in them is skipped: each element makes a target narrower. */
final class TargetReader {
    private static final Map<String, Kind> PHYSICAL = Stream.of(Kind.values())
            .filter(kind -> kind != Kind.UNKNOWN)
            .collect(Collectors.toUnmodifiableMap(Kind::element, Function.identity()));

    private TargetReader() {}

    static Target target(XmlCursor in) {
        List<String> groupIds = new ArrayList<>(0);
        List<String> groupNames = new ArrayList<>(0);
        List<String> resourceIds = new ArrayList<>(0);
        List<String> venIds = new ArrayList<>(0);
        List<String> partyIds = new ArrayList<>(0);
        List<String> deviceClasses = new ArrayList<>(0);
        List<PhysicalTarget> physical = new ArrayList<>(0);
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "groupID" -> groupIds.add(in.text());
                case "groupName" -> groupNames.add(in.text());
                case "resourceID" -> resourceIds.add(in.text());
                case "venID" -> venIds.add(in.text());
                case "partyID" -> partyIds.add(in.text());
                case "endDeviceAsset" -> deviceClasses.add(deviceClass(in));
                default -> physical.add(physical(in));
            }
        }
        return new Target(groupIds, groupNames, resourceIds, venIds, partyIds, deviceClasses, physical);
    }

    private static String deviceClass(XmlCursor in) {
        String mrid = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "mrid" -> mrid = in.text();
                default -> in.skip();
            }
        }
        return in.require(mrid, "mrid");
    }

    private static PhysicalTarget physical(XmlCursor in) {
        String element = in.name();
        Kind kind = PHYSICAL.get(element);
        if (kind == null) {
            in.skip();
            return new PhysicalTarget(Kind.UNKNOWN, Lexical.shorten(element));
        }
        String[] values = new String[kind.elements().size()];
        Arrays.fill(values, "");
        values(in, kind, values);
        return new PhysicalTarget(kind, List.of(values));
    }

    /** Polygons are some levels down. */
    private static void values(XmlCursor in, Kind kind, String[] values) {
        for (int me = in.depth(); in.next(me); ) {
            int value = kind.elements().indexOf(in.name());
            if (value >= 0) {
                values[value] = in.text();
            } else {
                values(in, kind, values);
            }
        }
    }
}
