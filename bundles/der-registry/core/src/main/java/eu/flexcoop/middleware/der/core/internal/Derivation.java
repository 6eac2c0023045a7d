package eu.flexcoop.middleware.der.core.internal;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import eu.flexcoop.middleware.der.api.DerKind;
import eu.flexcoop.middleware.der.api.DerType;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.RegisteredDevice;
import eu.flexcoop.middleware.telemetry.api.RegisteredPoint;

import static eu.flexcoop.middleware.der.api.DerKind.APPLIANCE;
import static eu.flexcoop.middleware.der.api.DerKind.BATTERY;
import static eu.flexcoop.middleware.der.api.DerKind.EV_CHARGER;
import static eu.flexcoop.middleware.der.api.DerKind.HEAT_PUMP;
import static eu.flexcoop.middleware.der.api.DerKind.LIGHTING;
import static eu.flexcoop.middleware.der.api.DerKind.METER;
import static eu.flexcoop.middleware.der.api.DerKind.OTHER;
import static eu.flexcoop.middleware.der.api.DerKind.PV;
import static eu.flexcoop.middleware.der.api.DerKind.SENSOR;
import static eu.flexcoop.middleware.der.api.DerKind.WATER_HEATER;

/**
 * What a device is, as far as its registration says so: by the platform's device class, or else by the words in what its box calls it.
 * Words that contradict each other say nothing. The tables are those of docs/ders.md; whoever changes them raises {@link #VERSION}.
 */
final class Derivation {
    /** Of these rules. Documents that were derived by earlier rules are derived again. */
    static final int VERSION = 1;

    private static final Map<String, DerKind> CLASSES = Map.of(
            "hvacDevice", HEAT_PUMP,
            "dhwDevice", WATER_HEATER,
            "lightingLoad", LIGHTING,
            "pvDevice", PV,
            "prosumerDeviceMetering", METER,
            "sensingDevice", SENSOR);
    /** The class of any other load, and of devices whose boxes know no classes. */
    private static final String ANY_CLASS = "otherLoad";

    private static final Map<DerKind, String> WORDS = Map.of(
            HEAT_PUMP, "heatpump hvac airconditioner airconditioning",
            WATER_HEATER, "waterheater hotwater dhw",
            EV_CHARGER, "ev evse charger wallbox chargepoint chargingpoint chargingstation electricvehicle",
            BATTERY, "battery batteries bess storage",
            PV, "pv solar photovoltaic photovoltaics",
            LIGHTING, "lighting lights lamp lamps luminaire",
            APPLIANCE, "appliance dishwasher washingmachine dryer fridge refrigerator freezer oven",
            METER, "meter smartmeter submeter",
            SENSOR, "sensor thermometer");
    private static final Map<String, DerKind> KINDS = kinds();
    /** A meter or sensor may belong to what the other words name. */
    private static final Set<DerKind> MEASURING = EnumSet.of(METER, SENSOR);

    private static final Set<String> SENSED = Set.of(MetricCatalogue.INDOOR_SENSING, MetricCatalogue.OCCUPANCY);
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])"
            + "|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])");

    private Derivation() {}

    private static Map<String, DerKind> kinds() {
        Map<String, DerKind> kinds = new HashMap<>();
        WORDS.forEach((kind, words) -> List.of(words.split(" ")).forEach(word -> kinds.put(word, kind)));
        return Map.copyOf(kinds);
    }

    static DerKind kind(RegisteredDevice device) {
        DerKind known = CLASSES.get(device.deviceClass());
        if (known != null) {
            return known;
        }
        if (!device.deviceClass().equals(ANY_CLASS)) {
            return named(Stream.of(device.deviceClass())).orElse(OTHER);
        }
        if (!device.spaces().isEmpty()) {
            // named after the platform's grammar, whose rIDs hold names of homes and rooms
            return OTHER;
        }
        return named(names(device))
                .or(() ->
                        named(device.points().stream().flatMap(point -> Stream.of(point.reportType(), point.metric()))))
                .orElseGet(() -> device.points().stream().allMatch(Derivation::isSensed) ? SENSOR : OTHER);
    }

    private static Stream<String> names(RegisteredDevice device) {
        return Stream.concat(
                device.resourceIds().stream()
                        .filter(name -> !name.equals(device.id().value())),
                device.points().stream().map(RegisteredPoint::rid));
    }

    private static boolean isSensed(RegisteredPoint point) {
        return MetricCatalogue.metric(point.metric())
                .filter(metric -> SENSED.contains(metric.field().collection()))
                .isPresent();
    }

    /** Empty if no word says anything; {@link DerKind#OTHER} if they contradict each other. */
    private static Optional<DerKind> named(Stream<String> names) {
        Set<DerKind> found = EnumSet.noneOf(DerKind.class);
        names.forEach(name -> found.addAll(kinds(name)));
        if (!MEASURING.containsAll(found)) {
            found.removeAll(MEASURING);
        }
        return found.size() > 1 ? Optional.of(OTHER) : found.stream().findFirst();
    }

    private static List<DerKind> kinds(String name) {
        List<DerKind> found = new ArrayList<>();
        String before = "";
        for (String part : BETWEEN_WORDS.split(name)) {
            String word = part.toLowerCase(Locale.ROOT);
            DerKind kind = KINDS.get(word);
            if (kind != null) {
                found.add(kind);
            }
            // two letters such as P and V are no word of two
            DerKind ofTwo = before.length() > 1 && word.length() > 1 ? KINDS.get(before + word) : null;
            if (ofTwo != null) {
                found.add(ofTwo);
            }
            before = word;
        }
        return found;
    }

    /** Empty for what measures only, and for what is unknown. */
    static Optional<DerType> type(DerKind kind) {
        return switch (kind) {
            case HEAT_PUMP, WATER_HEATER, EV_CHARGER, LIGHTING, APPLIANCE -> Optional.of(DerType.DEMAND);
            case PV -> Optional.of(DerType.GENERATION);
            case BATTERY -> Optional.of(DerType.STORAGE);
            case METER, SENSOR, OTHER -> Optional.empty();
        };
    }
}
