package eu.flexcoop.middleware.http.hub.internal;

import java.util.List;
import javax.ws.rs.Path;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.UriInfo;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.JaxrsEndpoint;

/** Answers, in JSON like everybody else, for all addresses that no endpoint has. */
final class UnknownAddresses implements JaxrsEndpoint {
    @Override
    public String address() {
        return "/";
    }

    @Override
    public Access access() {
        return Access.OPEN;
    }

    @Override
    public List<Object> resources() {
        return List.of(new Anything());
    }

    /** A locator that finds nothing, whatever the method. */
    @Path("/")
    public static final class Anything {
        @Path("{anything: .*}")
        public Object locate(@Context UriInfo uri) {
            throw new UnknownAddressException(uri.getRequestUri().getPath());
        }
    }
}
