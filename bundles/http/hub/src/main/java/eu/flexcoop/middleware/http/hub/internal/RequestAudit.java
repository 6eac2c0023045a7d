package eu.flexcoop.middleware.http.hub.internal;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import javax.servlet.http.HttpServletRequest;

import eu.flexcoop.middleware.http.api.Endpoint;
import eu.flexcoop.middleware.security.api.AuditActor;
import eu.flexcoop.middleware.security.api.AuditEvent;
import eu.flexcoop.middleware.security.api.AuditLog;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * Tells the {@link AuditLog} of the requests to one endpoint that an auditor looks for: those that were refused by access rules or limits, and,
 * where the endpoint says so, every one that may have changed something. Who it was and why is noted at the request while it is handled.
 */
final class RequestAudit {
    private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");
    private static final Set<Integer> REFUSALS = Set.of(401, 403, 408, 413, 429);
    private static final int FORBIDDEN = 403;
    private static final String CALLER = RequestAudit.class.getName() + ".caller";
    private static final String REASON = RequestAudit.class.getName() + ".reason";
    private static final String REFUSED = RequestAudit.class.getName() + ".refused";

    private final boolean writes;
    private final AuditLog log;

    RequestAudit(Endpoint endpoint, AuditLog log) {
        this.writes = endpoint.isAudited();
        this.log = log;
    }

    /** Whom the token of the request names. */
    static void noteCaller(HttpServletRequest request, Caller caller) {
        request.setAttribute(CALLER, caller);
    }

    /** Why the request failed. */
    static void noteReason(HttpServletRequest request, String code) {
        request.setAttribute(REASON, code);
    }

    /** The endpoint refuses inside an answer with status 200. */
    static void noteRefusal(HttpServletRequest request, String code) {
        noteReason(request, code);
        request.setAttribute(REFUSED, Boolean.TRUE);
    }

    /** After the answer. */
    void record(HttpServletRequest request, int status) {
        boolean refused = request.getAttribute(REFUSED) != null;
        if (!refused && !REFUSALS.contains(status) && !(writes && WRITES.contains(ServletExchange.method(request)))) {
            return;
        }
        log.record(new AuditEvent(
                actor(request),
                ServletExchange.method(request),
                request.getRequestURI(),
                request.getRemoteAddr(),
                refused ? FORBIDDEN : status,
                request.getAttribute(REASON) instanceof String reason ? reason : ""));
    }

    private static AuditActor actor(HttpServletRequest request) {
        Optional<X509Certificate> certificate = ServletExchange.certificate(request);
        if (request.getAttribute(CALLER) instanceof Caller caller) {
            AuditActor actor = AuditActor.of(caller);
            return certificate.map(actor::with).orElse(actor);
        }
        return certificate.map(AuditActor::of).orElse(AuditActor.UNKNOWN);
    }
}
