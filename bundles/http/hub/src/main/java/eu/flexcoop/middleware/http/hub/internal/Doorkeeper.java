package eu.flexcoop.middleware.http.hub.internal;

import java.util.function.Supplier;
import javax.annotation.Priority;
import javax.servlet.http.HttpServletRequest;
import javax.ws.rs.Priorities;
import javax.ws.rs.container.ContainerRequestContext;
import javax.ws.rs.container.ContainerRequestFilter;
import javax.ws.rs.container.PreMatching;
import javax.ws.rs.core.HttpHeaders;

import org.apache.cxf.phase.PhaseInterceptorChain;
import org.apache.cxf.transport.http.AbstractHTTPDestination;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.JaxrsEndpoint;
import eu.flexcoop.middleware.http.api.LimitedStream;
import eu.flexcoop.middleware.http.api.Listener;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.TokenVerifier;

/** Looks at each request before the endpoint does: the right door, a bearable size, a good token. */
@PreMatching
@Priority(Priorities.AUTHENTICATION)
final class Doorkeeper implements ContainerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final Listener listener;
    private final boolean tokenNeeded;
    private final int vtnPort;
    private final boolean vtnOverHttp;
    private final long maxBodyBytes;
    private final Supplier<TokenVerifier> verifier;

    /** @param verifier gives null while no verifier is there */
    Doorkeeper(JaxrsEndpoint endpoint, HttpConfig config, Supplier<TokenVerifier> verifier) {
        this.listener = endpoint.listener();
        this.tokenNeeded = endpoint.access() == Access.TOKEN;
        this.vtnPort = config.vtnPort();
        this.vtnOverHttp = config.vtnOverHttp();
        this.maxBodyBytes = config.maxBodyBytes();
        this.verifier = verifier;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        HttpServletRequest http = (HttpServletRequest)
                PhaseInterceptorChain.getCurrentMessage().get(AbstractHTTPDestination.HTTP_REQUEST);
        if (!admits(http.getLocalPort(), http.isSecure())) {
            throw new UnknownAddressException(
                    request.getUriInfo().getRequestUri().getPath());
        }
        limitBody(request, http.getContentLengthLong());
        if (tokenNeeded) {
            TokenVerifier tokens = verifier.get();
            if (tokens == null) {
                throw new NoVerifierException();
            }
            request.setSecurityContext(new CallerContext(
                    tokens.verify(bearer(request.getHeaderString(HttpHeaders.AUTHORIZATION))), http.isSecure()));
        }
    }

    boolean admits(int localPort, boolean secure) {
        boolean vtnDoor = localPort == vtnPort;
        return switch (listener) {
            case API -> !vtnDoor;
            case VTN -> vtnDoor || vtnOverHttp && !secure;
        };
    }

    private void limitBody(ContainerRequestContext request, long announced) {
        if (announced > maxBodyBytes) {
            throw new BodyTooLargeException(maxBodyBytes);
        }
        if (announced < 0) { // chunked: the length shows while reading
            request.setEntityStream(
                    new LimitedStream(request.getEntityStream(), maxBodyBytes, BodyTooLargeException::new));
        }
    }

    static String bearer(String authorization) {
        if (authorization == null) {
            throw new InvalidTokenException("The request has no token");
        }
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new InvalidTokenException("The Authorization header does not start with 'Bearer '");
        }
        return authorization.substring(SCHEME.length()).strip();
    }
}
