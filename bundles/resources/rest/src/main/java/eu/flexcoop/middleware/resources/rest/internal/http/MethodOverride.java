package eu.flexcoop.middleware.resources.rest.internal.http;

import java.util.Locale;
import java.util.Set;
import javax.ws.rs.container.ContainerRequestContext;
import javax.ws.rs.container.ContainerRequestFilter;
import javax.ws.rs.container.PreMatching;

/** Lets clients that can only GET and POST use the other methods: {@code X-HTTP-Method-Override}. */
@PreMatching
public final class MethodOverride implements ContainerRequestFilter {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS");

    @Override
    public void filter(ContainerRequestContext request) {
        String wanted = request.getHeaderString("X-HTTP-Method-Override");
        if (wanted != null && METHODS.contains(wanted.trim().toUpperCase(Locale.ROOT))) {
            request.setMethod(wanted.trim().toUpperCase(Locale.ROOT));
        }
    }
}
