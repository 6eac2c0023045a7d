package eu.flexcoop.middleware.http.hub.internal;

import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.servlet.http.HttpServletRequest;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.http.api.Endpoint;
import eu.flexcoop.middleware.http.api.ErrorFormat;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.Listener;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.TokenVerifier;

/** Checks each request before its endpoint sees it: the listener it came through, the length of its body, its token. */
final class RequestGuard {
    private static final String AUTHORIZATION = "Authorization";
    private static final String SCHEME = "Bearer ";
    private static final Set<String> LOOPBACK_6 = Set.of("::1", "[::1]", "0:0:0:0:0:0:0:1", "[0:0:0:0:0:0:0:1]");

    private final Listener listener;
    private final Supplier<ErrorFormat> errorFormat;
    private final boolean tokenNeeded;
    private final int vtnPort;
    private final boolean vtnOverHttp;
    private final long maxBodyBytes;
    private final Supplier<TokenVerifier> verifier;
    private final ClientLimits limits;

    /** @param verifier gives null while no verifier is there */
    RequestGuard(
            Endpoint endpoint,
            HttpConfig config,
            long maxBodyBytes,
            Supplier<TokenVerifier> verifier,
            ClientLimits limits) {
        this.listener = endpoint.listener();
        this.errorFormat = endpoint::errorFormat;
        this.tokenNeeded = needsToken(endpoint);
        this.vtnPort = config.vtnPort();
        this.vtnOverHttp = config.vtnOverHttp();
        this.maxBodyBytes = maxBodyBytes;
        this.verifier = verifier;
        this.limits = limits;
    }

    private static boolean needsToken(Endpoint endpoint) {
        return switch (endpoint.access()) {
            case TOKEN -> true;
            case TOKEN_AS_ASKED -> !(endpoint instanceof HttpEndpoint);
            case OPEN -> false;
        };
    }

    /** No request gets to the endpoint without one. */
    boolean needsToken() {
        return tokenNeeded;
    }

    /** What a client of the endpoint reads; for others it is as if the endpoint were not there. */
    ErrorFormat errorFormat(HttpServletRequest request) {
        return admits(request)
                ? errorFormat.get()
                : listener(request.getLocalPort(), vtnPort).errorFormat();
    }

    /** Through which listener a request came. Port 0 is that of no listener. */
    static Listener listener(int localPort, int vtnPort) {
        return localPort == vtnPort && vtnPort != 0 ? Listener.VTN : Listener.API;
    }

    long maxBodyBytes() {
        return maxBodyBytes;
    }

    /**
     * @return whom the token names; empty if the endpoint needs none
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException if the request must not reach the endpoint
     */
    Optional<Caller> check(HttpServletRequest request) {
        if (!admits(request)) {
            throw new UnknownAddressException(request.getRequestURI());
        }
        if (request.getContentLengthLong() > maxBodyBytes) {
            throw new BodyTooLargeException(maxBodyBytes);
        }
        Optional<X509Certificate> certificate = ServletExchange.certificate(request);
        if (certificate.isPresent()) {
            // the TLS handshake has proved it; whether it is revoked is the endpoint's question
            limits.countBox(request, certificate.get());
        } else if (request.getHeader(AUTHORIZATION) == null) {
            limits.countUnknown(request);
        }
        return tokenNeeded ? Optional.of(caller(request)) : Optional.empty();
    }

    /**
     * Whom the token of the request names.
     *
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException if there is no good one
     */
    Caller caller(HttpServletRequest request) {
        try {
            return admittedCaller(request);
        } catch (MiddlewareException e) { // the endpoint may write the answer by itself
            RequestAudit.noteReason(request, e.code());
            UnreadBody.leave(request);
            throw e;
        }
    }

    private Caller admittedCaller(HttpServletRequest request) {
        TokenVerifier tokens = verifier.get();
        if (tokens == null) {
            throw new NoVerifierException();
        }
        limits.requireLogin(request);
        Caller caller = verified(tokens, request);
        RequestAudit.noteCaller(request, caller);
        limits.loginSucceeded(request);
        limits.countCaller(request, caller);
        return caller;
    }

    private Caller verified(TokenVerifier tokens, HttpServletRequest request) {
        try {
            return tokens.verify(bearer(request.getHeader(AUTHORIZATION)), ServletExchange.certificate(request));
        } catch (InvalidTokenException e) {
            limits.loginFailed(request);
            throw e;
        }
    }

    /** A proxy reaches the endpoints for VENs through any listener, for a client whose certificate it vouches for. */
    private boolean admits(HttpServletRequest request) {
        return admits(request.getLocalPort(), request.isSecure(), request.getLocalAddr())
                || listener == Listener.VTN
                        && ProxiedCertificate.of(request)
                                .flatMap(ProxiedCertificate::certificate)
                                .isPresent();
    }

    boolean admits(int localPort, boolean secure, String localAddress) {
        boolean vtnConnector = listener(localPort, vtnPort) == Listener.VTN;
        return switch (listener) {
            case API -> !vtnConnector;
            case VTN -> vtnConnector || vtnOverHttp && !secure && isLoopback(localAddress);
        };
    }

    /** Without certificates anybody can be any VEN: only this machine may, even if the plain listener is open to others. */
    static boolean isLoopback(String address) {
        return address.startsWith("127.") || LOOPBACK_6.contains(address);
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
