package eu.flexcoop.middleware.der.core.internal;

/** Fields of the documents of {@code der}, beside those of {@code DocumentFields}. Names of the platform's devices stay. */
final class DerFields {
    static final String ID = "_id";
    static final String NAME = "device_name";
    static final String DEVICE_CLASS = "device_class";
    static final String KIND = "kind";
    static final String TYPE = "device_type";
    static final String MAX_CAPACITY = "max_capacity";
    static final String AVAILABLE_CAPACITY = "available_capacity";
    static final String PHASES = "phases";
    static final String FLEXIBILITY = "flexibility";
    static final String UP_W = "up_w";
    static final String DOWN_W = "down_w";
    static final String MAX_DURATION = "max_duration";
    static final String LOCATION = "location";
    static final String COORDINATES = "coordinates";
    static final String SPACES = "spaces";
    static final String AVAILABILITY = "availability";
    static final String DR_AVAILABILITY = "dr_availability";
    static final String MARKETPLACE_AVAILABILITY = "marketplace_availability";
    static final String RESOURCE_IDS = "resource_ids";
    /** What the device reports as its status, by item; only of devices that do. */
    static final String STATUS = "status";

    static final String MEASURED_BY = "measured_by";
    static final String STEERED_BY = "steered_by";
    static final String RID = "rid";
    static final String METRIC = "metric";
    static final String UNIT = "unit";
    static final String ITEM = "item";
    /** Names of the fields that a person has set. */
    static final String CORRECTED = "corrected";
    /** Kind and spaces as the registration has them, whatever a person has set. */
    static final String DERIVED = "derived";
    /** Revision of the box's registration that the document is up to. */
    static final String REVISION = "revision";

    static final String RETIRED_AT = "retired_at";

    private DerFields() {}
}
