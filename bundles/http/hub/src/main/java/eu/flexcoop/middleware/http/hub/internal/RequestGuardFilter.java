package eu.flexcoop.middleware.http.hub.internal;

import javax.annotation.Priority;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.Priorities;
import javax.ws.rs.container.ContainerRequestContext;
import javax.ws.rs.container.ContainerRequestFilter;
import javax.ws.rs.container.PreMatching;

import org.apache.cxf.phase.PhaseInterceptorChain;
import org.apache.cxf.transport.http.AbstractHTTPDestination;

import eu.flexcoop.middleware.http.api.LimitedStream;

/** Asks the {@link RequestGuard} before a JAX-RS endpoint sees a request. */
@PreMatching
@Priority(Priorities.AUTHENTICATION)
final class RequestGuardFilter implements ContainerRequestFilter {
    private final RequestGuard guard;

    RequestGuardFilter(RequestGuard guard) {
        this.guard = guard;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        HttpServletRequest http = (HttpServletRequest)
                PhaseInterceptorChain.getCurrentMessage().get(AbstractHTTPDestination.HTTP_REQUEST);
        guard.check(http).ifPresent(caller -> request.setSecurityContext(new CallerContext(caller, http.isSecure())));
        if (http.getContentLengthLong() < 0) { // chunked: the length shows while reading
            request.setEntityStream(
                    new LimitedStream(request.getEntityStream(), guard.maxBodyBytes(), BodyTooLargeException::new));
        }
    }
}
