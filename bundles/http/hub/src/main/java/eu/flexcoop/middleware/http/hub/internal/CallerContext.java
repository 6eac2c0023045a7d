package eu.flexcoop.middleware.http.hub.internal;

import java.security.Principal;
import javax.ws.rs.core.SecurityContext;

import eu.flexcoop.middleware.security.api.Caller;

/** The checked caller of one request. */
record CallerContext(Caller caller, boolean secure) implements SecurityContext {
    @Override
    public Principal getUserPrincipal() {
        return caller;
    }

    @Override
    public boolean isUserInRole(String role) {
        return caller.role().key().equals(role);
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    @Override
    public String getAuthenticationScheme() {
        return "Bearer";
    }
}
