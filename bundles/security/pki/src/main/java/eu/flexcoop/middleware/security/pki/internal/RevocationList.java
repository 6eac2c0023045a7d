package eu.flexcoop.middleware.security.pki.internal;

import java.time.Duration;
import java.util.List;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.core.Response;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.JaxrsEndpoint;

/**
 * {@code /.well-known/est/crl}: the revoked certificates whose validity has not ended (RFC 5280, 5), in DER. For other programs that check
 * certificates of boxes; the middleware itself asks the register.
 */
@Component(service = JaxrsEndpoint.class, configurationPid = PkiConfig.PID)
public final class RevocationList implements JaxrsEndpoint {
    private final Page page;

    @Activate
    public RevocationList(
            @Reference InstallationAuthority authority, @Reference MongoCertificates register, PkiConfig config) {
        this.page = new Page(authority.authority(), register, Duration.parse(config.cacheFor()));
    }

    @Override
    public String address() {
        return "/.well-known/est/crl";
    }

    @Override
    public Access access() {
        return Access.OPEN;
    }

    @Override
    public List<Object> resources() {
        return List.of(page);
    }

    /** The answer itself. Signed once in a while, since anybody may ask. */
    @Path("/")
    public static final class Page {
        private final LoadingCache<String, byte[]> signed;

        Page(CertificateAuthority authority, MongoCertificates register, Duration cacheFor) {
            this.signed = Caffeine.newBuilder()
                    .expireAfterWrite(cacheFor)
                    .build(key -> authority.revocationList(register.revoked()));
        }

        @GET
        public Response list() {
            return Response.ok(encoded())
                    .header("Content-Type", "application/pkix-crl")
                    .build();
        }

        byte[] encoded() {
            return signed.get("crl");
        }
    }
}
