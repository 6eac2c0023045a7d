package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.util.List;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.SecurityContext;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.http.api.JaxrsEndpoint;
import eu.flexcoop.middleware.security.api.Caller;

/** {@code /.well-known/est/simpleenroll}: a box gets its certificate for a bearer token (RFC 7030, 4.2). */
@Component(service = JaxrsEndpoint.class, configurationPid = PkiConfig.PID)
public final class EstEnrolment implements JaxrsEndpoint {
    private final Enrolment enrolment;
    private final long maxBodyBytes;

    @Activate
    public EstEnrolment(
            @Reference InstallationAuthority authority, @Reference MongoCertificates register, PkiConfig config) {
        this.enrolment = new Enrolment(new BoxEnrolment(authority, register, config));
        this.maxBodyBytes = config.maxBodyBytes();
    }

    @Override
    public String address() {
        return "/.well-known/est/simpleenroll";
    }

    @Override
    public List<Object> resources() {
        return List.of(enrolment);
    }

    @Override
    public long maxBodyBytes() {
        return maxBodyBytes;
    }

    /** The answer itself. */
    @Path("/")
    public static final class Enrolment {
        private final BoxEnrolment enrolment;

        Enrolment(BoxEnrolment enrolment) {
            this.enrolment = enrolment;
        }

        @POST
        public Response enrol(byte[] body, @Context SecurityContext security) throws IOException {
            return CertsOnly.answer(enrolment.enrol(body, (Caller) security.getUserPrincipal()));
        }
    }
}
