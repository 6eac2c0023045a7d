package eu.flexcoop.middleware.notify.internal;

/** Fields of a stored message. Those that clients see have the names of the platform's first implementation. */
final class MessageFields {
    static final String ID = "notification_id";
    static final String SENDER = "sender_id";
    static final String RECIPIENT = "recipient_id";
    static final String TYPE = "message_type";
    static final String CREATED = "creation_time";
    static final String PAYLOAD = "payload";
    /** When delivery was tried last. */
    static final String ATTEMPT_TIME = "delivery_attempt_time";
    /** HTTP status of the last attempt; 100 if there was no response, 421 if nobody knows the recipient. */
    static final String RESPONSE = "delivery_failure_response";
    /** Why the last attempt failed. */
    static final String FAILURE = "delivery_failure_message";

    static final String STATE = "state";
    static final String PENDING = "pending";
    static final String DELIVERED = "delivered";
    static final String FAILED = "failed";
    static final String ATTEMPTS = "attempts";
    static final String NEXT_ATTEMPT = "next_attempt_at";
    /** Until when delivery is tried. */
    static final String GIVEN_UP = "given_up_at";
    /** Of the attempt that is under way; an older one must not change the message. */
    static final String CLAIM = "claim";
    /** When the message was delivered or given up; from then on its retention counts. */
    static final String ENDED = "ended_at";

    private MessageFields() {}
}
