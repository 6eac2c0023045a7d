package eu.flexcoop.middleware.der.api;

import java.util.Arrays;
import java.util.Optional;

/** What a DER does to the grid; the keys are those of the platform's {@code device_type}. */
public enum DerType {
    DEMAND("Demand"),
    GENERATION("Generation"),
    STORAGE("Storage");

    private final String key;

    DerType(String key) {
        this.key = key;
    }

    /** As REST and the shell write it. */
    public String key() {
        return key;
    }

    /** Empty if there is no such type. */
    public static Optional<DerType> ofKey(String key) {
        return Arrays.stream(values()).filter(type -> type.key.equals(key)).findFirst();
    }
}
