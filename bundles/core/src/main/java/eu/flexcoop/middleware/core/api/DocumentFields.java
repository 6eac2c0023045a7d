package eu.flexcoop.middleware.core.api;

/** Names of the fields that documents of several collections share. */
public final class DocumentFields {
    /** When the document was first stored: a date, set by the owner of the collection. */
    public static final String CREATED = "_created";
    /** When the document last changed: a date, set by the owner of the collection. */
    public static final String UPDATED = "_updated";
    /** The mark of the state of a document that is changed over REST: a text that every change replaces. */
    public static final String ETAG = "_etag";
    /** Whether the document of a resource with {@code soft_delete} is deleted: a boolean; absent means no. */
    public static final String DELETED = "_deleted";
    /** The number of the state of a document of a resource with {@code versioning}, from 1; absent means 1. */
    public static final String VERSION = "_version";
    /** The {@link #VERSION} that the document has now, in answers that show an older one. Not stored. */
    public static final String LATEST_VERSION = "_latest_version";
    /** The prosumer that the document belongs to, an {@link AccountId}. */
    public static final String ACCOUNT_ID = "account_id";
    /** The cooperative of the prosumer, an {@link AggregatorId}. */
    public static final String AGGREGATOR_ID = "aggregator_id";
    /** The device that the document is about, a {@link DeviceId}. */
    public static final String DEVICE_ID = "device_id";
    /** The box that the document came from or goes to, a {@link VenId}. */
    public static final String VEN_ID = "ven_id";

    private DocumentFields() {}
}
