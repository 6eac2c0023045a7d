package eu.flexcoop.middleware.der.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a DER is; {@link #OTHER} where neither its box nor a person has said it clearly. */
public enum DerKind {
    /** Heats or cools rooms: heat pumps and air conditioners. */
    HEAT_PUMP,
    /** Heats domestic hot water. */
    WATER_HEATER,
    EV_CHARGER,
    BATTERY,
    PV,
    LIGHTING,
    APPLIANCE,
    /** Measures a home or a part of it. */
    METER,
    /** Measures rooms or weather. */
    SENSOR,
    OTHER;

    /** As REST and the shell write it, for example {@code heat_pump}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty if there is no such kind. */
    public static Optional<DerKind> ofKey(String key) {
        return Arrays.stream(values()).filter(kind -> kind.key().equals(key)).findFirst();
    }
}
