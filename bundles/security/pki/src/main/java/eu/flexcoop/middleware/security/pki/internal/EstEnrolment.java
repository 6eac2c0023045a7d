package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.SecurityContext;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
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
        this.enrolment = new Enrolment(new Issuing(authority.authority(), register, config));
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

    /** For whom a certificate is. */
    record Owner(AccountId account, AggregatorId aggregator) {
        /**
         * A prosumer gets a certificate for itself, whatever the request says. Services and administrators act for others
         * and name them in the subject. A cooperative cannot: its token does not prove whose box it is.
         */
        static Owner of(Caller caller, CertificateRequest request) {
            return switch (caller.role()) {
                case PROSUMER -> new Owner(
                        caller.account().orElseThrow(() -> new EnrolmentRefusedException("The token names no account")),
                        caller.aggregator()
                                .orElseThrow(() -> new EnrolmentRefusedException("The token names no aggregator")));
                case SERVICE, ADMIN -> new Owner(
                        new AccountId(request.account()
                                .orElseThrow(() -> new EnrolmentRefusedException("The request's subject has no CN"))),
                        new AggregatorId(request.aggregator()
                                .orElseThrow(() -> new EnrolmentRefusedException("The request's subject has no O"))));
                case AGGREGATOR -> throw new EnrolmentRefusedException("Aggregators do not enrol boxes");
            };
        }
    }

    /** The answer itself. */
    @Path("/")
    public static final class Enrolment {
        private final Issuing issuing;

        Enrolment(Issuing issuing) {
            this.issuing = issuing;
        }

        @POST
        public Response enrol(byte[] body, @Context SecurityContext security)
                throws IOException, GeneralSecurityException {
            return CertsOnly.answer(enrol(body, (Caller) security.getUserPrincipal()));
        }

        X509Certificate enrol(byte[] body, Caller caller) throws IOException, GeneralSecurityException {
            CertificateRequest request = CertificateRequest.parse(body);
            Owner owner = Owner.of(caller, request);
            return issuing.issue(request, owner.account(), owner.aggregator(), caller.subject());
        }
    }
}
