package eu.flexcoop.middleware.openadr.codec.xml;

import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.ItemBase.PowerAttributes;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;

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

    /** The unit if the element is one; any other element is skipped and leaves what is known. */
    static Optional<ItemBase> itemBase(XmlCursor in, Optional<ItemBase> known) {
        Optional<String> kind = ItemBase.kindOf(in.name());
        if (kind.isEmpty()) {
            in.skip();
            return known;
        }
        return Optional.of(itemBase(in, kind.get()));
    }

    private static ItemBase itemBase(XmlCursor in, String kind) {
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
        return new ItemBase(kind, description, units, scale, power, pulseFactor);
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
