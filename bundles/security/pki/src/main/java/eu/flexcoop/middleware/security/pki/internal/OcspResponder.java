package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaRespID;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Says whether certificates of boxes are good, revoked or unknown (RFC 6960), signed with the key of the authority. Answers without a nonce are
 * remembered, since anybody may ask. Thread-safe.
 */
final class OcspResponder {
    private static final int MOST_CERTIFICATES = 10;
    /** RFC 8954. */
    private static final int LONGEST_NONCE = 32;

    private static final int MOST_REMEMBERED = 10_000;

    private final CertificateAuthority authority;
    private final MongoCertificates register;
    private final Duration cacheFor;
    private final Clock clock;
    private final Map<ASN1ObjectIdentifier, CertificateID> issuer = new HashMap<>();
    private final Cache<Asked, byte[]> signed;

    /** A certificate of ours, named by the digest that the client has chosen. */
    private record Asked(ASN1ObjectIdentifier digest, BigInteger serial) {}

    /** @param ofOurs whether all certificates are, by what they say, of this authority */
    private record Question(List<Asked> certificates, Optional<byte[]> nonce, boolean ofOurs) {}

    /** @param reusable whether it answers everybody who sends the same request */
    record Answer(byte[] der, boolean reusable) {}

    OcspResponder(CertificateAuthority authority, MongoCertificates register, Duration cacheFor, Clock clock) {
        this.authority = authority;
        this.register = register;
        this.cacheFor = cacheFor;
        this.clock = clock;
        this.signed = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterWrite(cacheFor)
                .build();
        try {
            DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().build();
            X509CertificateHolder root = new JcaX509CertificateHolder(authority.rootCertificate());
            for (ASN1ObjectIdentifier digest : new ASN1ObjectIdentifier[] {
                OIWObjectIdentifiers.idSHA1, // names the issuer and proves nothing; the default of most clients
                NISTObjectIdentifiers.id_sha256,
                NISTObjectIdentifiers.id_sha384,
                NISTObjectIdentifiers.id_sha512
            }) {
                issuer.put(
                        digest, new CertificateID(digests.get(new AlgorithmIdentifier(digest)), root, BigInteger.ONE));
            }
        } catch (OperatorCreationException | OCSPException | CertificateEncodingException e) {
            throw new IllegalStateException("The digests of the JDK are always there", e);
        }
    }

    /** Never fails at the request: errors are answers of OCSP. */
    Answer answer(byte[] request) throws IOException {
        Question question;
        try {
            question = parse(request);
        } catch (IOException
                | RuntimeException e) { // the library parses when it is asked, and throws what happens to it
            return error(OCSPRespBuilder.MALFORMED_REQUEST);
        } catch (StackOverflowError e) { // it reads nested structures by recursion, without a limit
            return error(OCSPRespBuilder.MALFORMED_REQUEST);
        }
        List<Asked> asked = question.certificates();
        if (asked.isEmpty()
                || asked.size() > MOST_CERTIFICATES
                || !question.nonce().stream().allMatch(OcspResponder::isShort)) {
            return error(OCSPRespBuilder.MALFORMED_REQUEST);
        }
        if (!question.ofOurs()) {
            return error(OCSPRespBuilder.UNAUTHORIZED);
        }
        return asked.size() == 1 && question.nonce().isEmpty()
                ? remembered(asked.get(0))
                : new Answer(sign(asked, question.nonce()), false);
    }

    /** Takes out of the request all that is needed of it, so that nothing of it is read later. */
    private Question parse(byte[] request) throws IOException {
        OCSPReq parsed = new OCSPReq(request);
        List<Asked> asked = new ArrayList<>();
        boolean ofOurs = true;
        for (Req one : parsed.getRequestList()) {
            CertificateID id = one.getCertID();
            asked.add(new Asked(id.getHashAlgOID(), id.getSerialNumber()));
            ofOurs &= isOurs(id);
        }
        Optional<byte[]> nonce = Optional.ofNullable(parsed.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce))
                .map(extension -> extension.getExtnValue().getOctets());
        return new Question(asked, nonce, ofOurs);
    }

    private static boolean isShort(byte[] nonce) {
        // an OCTET STRING in the one of the extension; some clients leave the inner one out
        boolean wrapped = nonce.length >= 2 && nonce[0] == BERTags.OCTET_STRING && nonce[1] == nonce.length - 2;
        int length = wrapped ? nonce.length - 2 : nonce.length;
        return length > 0 && length <= LONGEST_NONCE;
    }

    private boolean isOurs(CertificateID asked) {
        CertificateID ours = issuer.get(asked.getHashAlgOID());
        return ours != null
                && Arrays.equals(ours.getIssuerNameHash(), asked.getIssuerNameHash())
                && Arrays.equals(ours.getIssuerKeyHash(), asked.getIssuerKeyHash());
    }

    private Answer remembered(Asked asked) {
        byte[] present = signed.getIfPresent(asked);
        if (present == null) {
            present = sign(List.of(asked), Optional.empty());
            signed.put(asked, present);
        }
        return new Answer(present, true);
    }

    private byte[] sign(List<Asked> asked, Optional<byte[]> nonce) {
        Instant now = clock.instant();
        Date produced = Date.from(now);
        Date next = Date.from(now.plus(cacheFor.multipliedBy(2))); // one of them may pass in our memory
        try {
            BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(
                    new JcaRespID(authority.rootCertificate().getSubjectX500Principal()));
            for (Asked one : asked) {
                CertificateID id = CertificateID.deriveCertificateID(issuer.get(one.digest()), one.serial());
                builder.addResponse(id, status(one.serial()), produced, next);
            }
            nonce.ifPresent(value -> builder.setResponseExtensions(
                    new Extensions(new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, value))));
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, builder.build(authority.signer(), null, produced))
                    .getEncoded();
        } catch (OCSPException | IOException | GeneralSecurityException e) {
            throw new BrokenResponderException(e);
        }
    }

    private CertificateStatus status(BigInteger serial) {
        Optional<MongoCertificates.Status> found = register.status(serial);
        if (found.isEmpty()) {
            return new UnknownStatus();
        }
        Optional<Instant> revokedAt = found.get().revokedAt();
        return revokedAt.isPresent()
                ? new RevokedStatus(Date.from(revokedAt.get()), CRLReason.unspecified)
                : CertificateStatus.GOOD; // which is null
    }

    private static Answer error(int status) throws IOException {
        try {
            OCSPResp response = new OCSPRespBuilder().build(status, null);
            return new Answer(response.getEncoded(), false);
        } catch (OCSPException e) {
            throw new BrokenResponderException(e);
        }
    }

    /** The answer cannot be made; a defect, or a token with the authority's key that does not answer. */
    static final class BrokenResponderException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BrokenResponderException(Exception cause) {
            super("An OCSP answer cannot be signed", cause);
        }
    }
}
