package eu.flexcoop.middleware.analytics.core.internal;

import eu.flexcoop.middleware.core.api.DocumentFields;

/** Fields of {@code analytics_outbox}: one document for each run whose results wait to be published. */
final class OutboxFields {
    static final String COLLECTION = "analytics_outbox";
    static final String ID = "_id";
    static final String CREATED = DocumentFields.CREATED;
    static final String MODULE = "module";
    static final String TASK = "task_id";
    /** Id of the last result that is published. */
    static final String POSITION = "position";
    /** Absent while the run is set aside. */
    static final String NOT_BEFORE = "not_before";

    static final String CLAIMED_BY = "claimed_by";
    static final String CLAIMED_UNTIL = "claimed_until";
    static final String FAILURES = "failures";
    static final String ERROR = "error";
    static final String SET_ASIDE_AT = "set_aside_at";

    private OutboxFields() {}

    static String id(String module, String task) {
        return module + '/' + task;
    }
}
