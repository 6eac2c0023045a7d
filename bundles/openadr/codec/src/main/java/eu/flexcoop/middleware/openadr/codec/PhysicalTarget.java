package eu.flexcoop.middleware.openadr.codec;

import java.util.List;
import java.util.Objects;

/**
 * A meter, a point of the grid or an area as part of a {@link Target}.
 *
 * @param values texts of the {@linkplain Kind#elements elements} of the kind, in their order; of {@link Kind#UNKNOWN} the name of the
 *     element
 */
public record PhysicalTarget(Kind kind, List<String> values) {
    public PhysicalTarget {
        Objects.requireNonNull(kind, "kind");
        values = List.copyOf(values);
        int expected = kind == Kind.UNKNOWN ? 1 : kind.elements().size();
        if (values.size() != expected) {
            throw new IllegalArgumentException(
                    "%s has %d values, not %d".formatted(kind.element(), expected, values.size()));
        }
    }

    public PhysicalTarget(Kind kind, String value) {
        this(kind, List.of(value));
    }

    /** Name of the element in the target. */
    public String element() {
        return kind == Kind.UNKNOWN ? values.get(0) : kind.element();
    }

    /** Kinds in the order of the schema. */
    public enum Kind {
        AGGREGATED_PNODE("aggregatedPnode", "node"),
        METER_ASSET("meterAsset", "mrid"),
        PNODE("pnode", "node"),
        /** A polygon in GML: latitudes and longitudes of its corners. */
        SERVICE_AREA("serviceArea", "posList"),
        SERVICE_DELIVERY_POINT("serviceDeliveryPoint", "node"),
        /** A polygon in GML. */
        SERVICE_LOCATION("serviceLocation", "posList"),
        TRANSPORT_INTERFACE("transportInterface", "pointOfReceipt", "pointOfDelivery"),
        /** An element that OpenADR does not define. It is kept, so that a target is never taken for a wider one, and cannot be written. */
        UNKNOWN("");

        private final String element;
        private final List<String> elements;

        Kind(String element, String... elements) {
            this.element = element;
            this.elements = List.of(elements);
        }

        /** Name of the element in the target. */
        public String element() {
            return element;
        }

        /** Names of the elements that hold the values. */
        public List<String> elements() {
            return elements;
        }

        public boolean isArea() {
            return this == SERVICE_AREA || this == SERVICE_LOCATION;
        }
    }
}
