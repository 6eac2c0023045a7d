package eu.flexcoop.middleware.openadr.codec.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.ItemBase.PowerAttributes;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.Target;

/** Reads what messages of several services have in common. */
final class CommonReader {
    private CommonReader() {}

    static Poll poll(XmlCursor in) {
        String venId = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "venID" -> venId = in.text();
                default -> in.skip();
            }
        }
        return new Poll(in.require(venId, "venID"));
    }

    static Response response(XmlCursor in) {
        EiResponse response = null;
        Optional<String> venId = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "eiResponse" -> response = eiResponse(in);
                case "venID" -> venId = in.optionalText();
                default -> in.skip();
            }
        }
        return new Response(in.require(response, "eiResponse"), venId);
    }

    /** A requestID only goes back to its sender, so that a message without one can be served. */
    static String echoed(String requestId) {
        return requestId == null ? "" : requestId;
    }

    static EiResponse eiResponse(XmlCursor in) {
        String code = null;
        Optional<String> description = Optional.empty();
        String requestId = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "responseCode" -> code = in.text();
                case "responseDescription" -> description = in.optionalText();
                case "requestID" -> requestId = in.requestId();
                default -> in.skip();
            }
        }
        return new EiResponse(in.require(code, "responseCode"), description, echoed(requestId));
    }

    static Target target(XmlCursor in) {
        List<String> groupIds = new ArrayList<>(0);
        List<String> groupNames = new ArrayList<>(0);
        List<String> resourceIds = new ArrayList<>(0);
        List<String> venIds = new ArrayList<>(0);
        List<String> partyIds = new ArrayList<>(0);
        List<String> deviceClasses = new ArrayList<>(0);
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "groupID" -> groupIds.add(in.text());
                case "groupName" -> groupNames.add(in.text());
                case "resourceID" -> resourceIds.add(in.text());
                case "venID" -> venIds.add(in.text());
                case "partyID" -> partyIds.add(in.text());
                case "endDeviceAsset" -> deviceClasses.add(deviceClass(in));
                default -> in.skip();
            }
        }
        return new Target(groupIds, groupNames, resourceIds, venIds, partyIds, deviceClasses);
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

    static ItemBase itemBase(XmlCursor in) {
        String element = in.name();
        String description = "";
        String units = "";
        String scale = "none";
        Optional<PowerAttributes> power = Optional.empty();
        Optional<Double> pulseFactor = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "itemDescription" -> description = in.text();
                case "itemUnits" -> units = in.text();
                case "siScaleCode" -> scale = in.text();
                case "powerAttributes" -> power = Optional.of(powerAttributes(in));
                case "pulseFactor" -> pulseFactor = Optional.of(in.real());
                default -> in.skip();
            }
        }
        return new ItemBase(element, description, units, scale, power, pulseFactor);
    }

    private static PowerAttributes powerAttributes(XmlCursor in) {
        String hertz = null;
        String voltage = null;
        boolean ac = true;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "hertz" -> hertz = in.text();
                case "voltage" -> voltage = in.text();
                case "ac" -> ac = in.bool();
                default -> in.skip();
            }
        }
        return new PowerAttributes(in.require(hertz, "hertz"), in.require(voltage, "voltage"), ac);
    }

    static OptType optType(String text) {
        for (OptType type : OptType.values()) {
            if (type.token().equals(text)) {
                return type;
            }
        }
        throw new IllegalArgumentException("'%s' is neither optIn nor optOut".formatted(Lexical.shorten(text)));
    }
}
