package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which types and values OpenADR 2.0b allows for a signal. */
final class SignalRules {
    private static final Set<String> PRICE = Set.of("price", "priceRelative", "priceMultiplier");
    private static final Map<String, Set<String>> TYPES = Map.ofEntries(
            Map.entry("SIMPLE", Set.of("level")),
            Map.entry("ELECTRICITY_PRICE", PRICE),
            Map.entry("ENERGY_PRICE", PRICE),
            Map.entry("DEMAND_CHARGE", PRICE),
            Map.entry("BID_PRICE", Set.of("price")),
            Map.entry("BID_LOAD", Set.of("setpoint")),
            Map.entry("BID_ENERGY", Set.of("setpoint")),
            Map.entry("CHARGE_STATE", Set.of("setpoint", "delta", "multiplier")),
            Map.entry("LOAD_DISPATCH", Set.of("setpoint", "delta", "multiplier", "level")),
            Map.entry(
                    "LOAD_CONTROL",
                    Set.of(
                            "x-loadControlCapacity",
                            "x-loadControlLevelOffset",
                            "x-loadControlPercentOffset",
                            "x-loadControlSetpoint")));
    private static final Set<String> ALL_TYPES = Set.of(
            "delta",
            "level",
            "multiplier",
            "price",
            "priceMultiplier",
            "priceRelative",
            "setpoint",
            "x-loadControlCapacity",
            "x-loadControlLevelOffset",
            "x-loadControlPercentOffset",
            "x-loadControlSetpoint");

    private SignalRules() {}

    /** What is wrong with the pair; empty if nothing. */
    static Optional<String> objection(String name, String type) {
        // names by agreement carry any type
        Set<String> allowed = name.startsWith("x-") && name.length() > 2 ? ALL_TYPES : TYPES.get(name);
        if (allowed == null) {
            return Optional.of("'%s' is no signal of OpenADR 2.0b; use one of %s or a name that begins with x-"
                    .formatted(name, new TreeSet<>(TYPES.keySet())));
        }
        if (!allowed.contains(type)) {
            return Optional.of(
                    "signal %s has no type '%s'; use one of %s".formatted(name, type, new TreeSet<>(allowed)));
        }
        return Optional.empty();
    }

    /** What is wrong with the value; empty if nothing. */
    static Optional<String> objection(String name, double value) {
        if (!Double.isFinite(value)) {
            return Optional.of("%s is not a number that a signal can carry".formatted(value));
        }
        if (name.equals("SIMPLE") && value != 0 && value != 1 && value != 2 && value != 3) {
            return Optional.of("a SIMPLE signal has level 0, 1, 2 or 3, not %s".formatted(value));
        }
        return Optional.empty();
    }
}
