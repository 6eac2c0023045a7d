package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;

/** Issues certificates to boxes: certified, recorded, logged, in this order. Thread-safe. */
final class Issuing {
    private static final Logger LOG = LoggerFactory.getLogger(Issuing.class);

    private final CertificateAuthority authority;
    private final MongoCertificates register;
    private final Duration validity;
    private final int maxPerAccount;
    private final RevocationLinks links;

    Issuing(CertificateAuthority authority, MongoCertificates register, PkiConfig config) {
        this(
                authority,
                register,
                Duration.parse(config.boxValidity()),
                config.maxPerAccount(),
                RevocationLinks.of(config.publicUrl()));
    }

    Issuing(
            CertificateAuthority authority,
            MongoCertificates register,
            Duration validity,
            int maxPerAccount,
            RevocationLinks links) {
        this.authority = authority;
        this.register = register;
        this.validity = validity;
        this.maxPerAccount = maxPerAccount;
        this.links = links;
    }

    /**
     * @param key strong enough, see {@link CertificateRequest}
     * @param requestedBy subject of the token, or the fingerprint of the certificate that is renewed
     * @return recorded, so it may be handed out
     * @throws TooManyCertificatesException if the account has its limit; requests at the same moment may exceed it by their number
     */
    X509Certificate issue(PublicKey key, AccountId account, AggregatorId aggregator, String requestedBy)
            throws IOException, GeneralSecurityException {
        if (register.countValid(account, aggregator, maxPerAccount) >= maxPerAccount) {
            throw new TooManyCertificatesException(account, maxPerAccount);
        }
        X509Certificate certificate = authority.certify(key, account, aggregator, validity, links);
        register.record(certificate, account, aggregator, requestedBy);
        LOG.info(
                "Issued certificate {} to account {} of {} for {}",
                Fingerprint.of(certificate).openAdr(),
                account,
                aggregator,
                requestedBy);
        return certificate;
    }
}
