package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.util.List;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.core.Response;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.JaxrsEndpoint;

/** {@code /.well-known/est/cacerts}: the root that boxes trust (RFC 7030, 4.1). */
@Component(service = JaxrsEndpoint.class)
public final class EstCertificates implements JaxrsEndpoint {
    private final InstallationAuthority authority;

    @Activate
    public EstCertificates(@Reference InstallationAuthority authority) {
        this.authority = authority;
    }

    @Override
    public String address() {
        return "/.well-known/est/cacerts";
    }

    @Override
    public Access access() {
        return Access.OPEN;
    }

    @Override
    public List<Object> resources() {
        return List.of(new Page(authority.authority()));
    }

    /** The answer itself. */
    @Path("/")
    public static final class Page {
        private final CertificateAuthority authority;

        Page(CertificateAuthority authority) {
            this.authority = authority;
        }

        @GET
        public Response certificates() throws IOException {
            return CertsOnly.answer(authority.rootCertificate());
        }
    }
}
