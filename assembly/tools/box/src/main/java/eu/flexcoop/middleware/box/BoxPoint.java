package eu.flexcoop.middleware.box;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import eu.flexcoop.middleware.openadr.codec.ItemBase;

/**
 * One thing that a box measures.
 *
 * @param rId its name in OpenADR
 * @param unit one of kWh, Wh, kW, W, V, A and celsius, or {@code -} for a value whose unit the rID implies
 * @param readingType of OpenADR, for example {@code Direct Read} for a register
 */
public record BoxPoint(String rId, String unit, String readingType) {
    /** Of a register that counts upwards. */
    static final String REGISTER = "Direct Read";

    private static final Map<String, Supplier<Optional<ItemBase>>> UNITS = Map.of(
            "kWh", () -> Optional.of(ItemBase.wattHours("k")),
            "Wh", () -> Optional.of(ItemBase.wattHours("none")),
            "kW", () -> Optional.of(kilowatts()),
            "W", () -> Optional.of(ItemBase.watts()),
            "V", () -> Optional.of(ItemBase.volts()),
            "A", () -> Optional.of(ItemBase.amperes()),
            "celsius", () -> Optional.of(ItemBase.celsius()),
            "-", Optional::empty);

    public BoxPoint {
        Objects.requireNonNull(rId, "rId");
        Objects.requireNonNull(readingType, "readingType");
        if (!UNITS.containsKey(unit)) {
            throw new IllegalArgumentException(
                    "'%s' is not a unit that a box knows, use one of %s".formatted(unit, UNITS.keySet()));
        }
    }

    /** As {@code <rID> <unit> <reading type>}, the head of a column of a readings file. */
    static BoxPoint parse(String text) {
        String[] parts = text.strip().split(" ", 3);
        if (parts.length < 3) {
            throw new IllegalArgumentException(
                    "'%s' is not <rID> <unit> <reading type>, such as 'meter_1 kWh Direct Read'".formatted(text));
        }
        return new BoxPoint(parts[0], parts[1], parts[2]);
    }

    private static ItemBase kilowatts() {
        ItemBase watts = ItemBase.watts();
        return new ItemBase(
                watts.element(), watts.description(), watts.units(), "k", watts.power(), watts.pulseFactor());
    }

    Optional<ItemBase> itemBase() {
        return UNITS.get(unit).get();
    }
}
