package eu.flexcoop.middleware.notify.internal;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A message is not accepted. */
final class NotificationException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    private NotificationException(String code, int status, String message, String advice) {
        super(code, status, message, advice);
    }

    static NotificationException unknownRecipient(String recipient) {
        return new NotificationException(
                "notify:recipient.unknown",
                406,
                "Recipient '%s' is not configured".formatted(recipient),
                "Use the id of a component that the operator has named in recipients of eu.flexcoop.middleware.notify.");
    }

    static NotificationException notAllowed(String role) {
        return new NotificationException(
                "notify:caller.refused",
                403,
                "A caller with role '%s' may not send messages between components".formatted(role),
                "Use a token of role service or admin.");
    }
}
