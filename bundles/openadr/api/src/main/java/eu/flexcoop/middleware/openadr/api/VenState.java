package eu.flexcoop.middleware.openadr.api;

/** Where a virtual end node stands. */
public enum VenState {
    /** An operator has added it, and it has not registered yet. */
    PROVISIONED,
    REGISTERED,
    /** Its registration was cancelled, by itself or by the VTN. It keeps its id. */
    UNREGISTERED
}
