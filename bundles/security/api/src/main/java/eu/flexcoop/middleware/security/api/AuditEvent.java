package eu.flexcoop.middleware.security.api;

import java.util.Objects;

/**
 * Something that an auditor wants to know: a change, or a request that was refused. No part may be a token, a password or a payload.
 *
 * @param actor who it was
 * @param action method of HTTP, or a constant such as {@code certificate.issue}
 * @param target path without the query, fingerprint or command
 * @param from address of the client; empty if it was not the network
 * @param status of HTTP, or the one that the outcome would have there: 200 done, 403 refused, 500 failed
 * @param reason stable code of a refusal or failure; empty if there is none
 */
public record AuditEvent(AuditActor actor, String action, String target, String from, int status, String reason) {
    private static final int FIRST_ERROR = 400;

    public AuditEvent {
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(reason, "reason");
    }

    /** Nothing was changed. */
    public boolean isRefusal() {
        return status >= FIRST_ERROR;
    }

    /** Events with one key count as those of one client: the certificate, else who the token names, else the address. */
    public String client() {
        if (!actor.certificate().isEmpty()) {
            return "certificate " + actor.certificate();
        }
        return actor.subject().isEmpty() ? "address " + from : "subject " + actor.subject();
    }
}
