package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.core.Response;

import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.est.AttrOrOID;
import org.bouncycastle.asn1.est.CsrAttrs;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.osgi.service.component.annotations.Component;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.JaxrsEndpoint;

/** {@code /.well-known/est/csrattrs}: what a request should have, a P-256 key and a signature with SHA-256 (RFC 7030, 4.5). */
@Component(service = JaxrsEndpoint.class)
public final class EstAttributes implements JaxrsEndpoint {
    @Override
    public String address() {
        return "/.well-known/est/csrattrs";
    }

    @Override
    public Access access() {
        return Access.OPEN;
    }

    @Override
    public List<Object> resources() {
        return List.of(new Page());
    }

    /** The answer itself. */
    @Path("/")
    public static final class Page {
        @GET
        public Response attributes() throws IOException {
            return Response.ok(encode())
                    .header("Content-Type", "application/csrattrs")
                    .header("Content-Transfer-Encoding", "base64")
                    .build();
        }
    }

    static byte[] encode() throws IOException {
        AttrOrOID key = new AttrOrOID(
                new Attribute(X9ObjectIdentifiers.id_ecPublicKey, new DERSet(SECObjectIdentifiers.secp256r1)));
        AttrOrOID signature = new AttrOrOID(X9ObjectIdentifiers.ecdsa_with_SHA256);
        return Base64.getEncoder().encode(new CsrAttrs(new AttrOrOID[] {key, signature}).getEncoded(ASN1Encoding.DER));
    }
}
