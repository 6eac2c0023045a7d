package eu.flexcoop.middleware.http.hub.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import javax.annotation.Priority;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.Priorities;
import javax.ws.rs.container.ContainerRequestContext;
import javax.ws.rs.container.ContainerRequestFilter;
import javax.ws.rs.container.PreMatching;
import javax.ws.rs.core.HttpHeaders;

import org.apache.cxf.phase.PhaseInterceptorChain;
import org.apache.cxf.transport.http.AbstractHTTPDestination;

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
        request.setEntityStream(new Sent(request.getEntityStream()));
        String encoding = http.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (http.getContentLengthLong() < 0 || encoding != null) { // the length shows while reading
            request.setEntityStream(RequestBody.of(request.getEntityStream(), encoding, guard.maxBodyBytes()));
        }
    }

    /** A body of which JAX-RS learns why it cannot be read: what it makes of an IOException is an error of the node. */
    private static final class Sent extends FilterInputStream {
        Sent(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                throw UnreadBody.failure(e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return in.read(buffer, offset, length);
            } catch (IOException e) {
                throw UnreadBody.failure(e);
            }
        }
    }
}
