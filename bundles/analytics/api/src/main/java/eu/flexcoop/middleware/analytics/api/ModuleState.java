package eu.flexcoop.middleware.analytics.api;

import java.util.Locale;

/** Where an installed module stands. */
public enum ModuleState {
    /** Its descriptor is known, but something is missing; {@link ModuleStatus#missing} says what. */
    DECLARED,
    /** Can be run. */
    READY,
    /** At least one of its tasks runs in this process now. */
    RUNNING;

    /** The name in the shell and in documents: lower case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
