package eu.flexcoop.middleware.analytics.api;

import java.util.Locale;

/** States of an installed module. */
public enum ModuleState {
    /** Its descriptor is known, but something is missing, see {@link ModuleStatus#missing}. */
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
