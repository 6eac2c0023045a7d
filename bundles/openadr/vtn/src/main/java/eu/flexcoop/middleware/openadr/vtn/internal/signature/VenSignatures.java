package eu.flexcoop.middleware.openadr.vtn.internal.signature;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.openadr.codec.signature.MessageSigner;
import eu.flexcoop.middleware.openadr.codec.signature.SigningKey;
import eu.flexcoop.middleware.security.api.BoxCertificate;
import eu.flexcoop.middleware.security.api.CertificateIdentity;
import eu.flexcoop.middleware.security.api.ListenerKeys;

/** What signatures need of the installation: the VTN's key, the register of certificates, what was accepted already. Thread-safe. */
@Component(service = VenSignatures.class, configurationPid = "eu.flexcoop.middleware.openadr.signatures")
@Designate(ocd = VenSignatures.Config.class)
public final class VenSignatures {
    private static final Logger LOG = LoggerFactory.getLogger(VenSignatures.class);

    /** XML signatures of OpenADR. */
    @ObjectClassDefinition(name = "Flexcoop OpenADR signatures")
    public @interface Config {
        @Accepts(Form.NAME)
        @AttributeDefinition(
                description =
                        "Entry, in the key store of the TLS listeners, of the key that signs messages to VENs: ec or"
                                + " rsa in our own. Empty: no VEN can register for signatures")
        String key() default "ec";

        @AttributeDefinition(
                description = "How far the time of a signed message may be from this node's clock, ISO-8601")
        String window() default "PT2M";
    }

    private final CertificateIdentity identity;
    private final ReplayGuard replays;
    private final Clock clock;
    private volatile Optional<MessageSigner> signer;
    private Runnable unsubscribe = () -> {};

    @Activate
    public VenSignatures(
            @Reference MongoCollections mongo,
            @Reference ListenerKeys keys,
            @Reference CertificateIdentity identity,
            Config config)
            throws GeneralSecurityException {
        this(
                mongo,
                signingKey(keys.keyStore(), config.key().strip(), keys.keyPassword()),
                identity,
                Duration.parse(config.window()),
                Clock.systemUTC());
        unsubscribe = keys.onChange(() -> follow(keys, config.key().strip()));
    }

    /** @param key absent if the VTN cannot sign */
    public VenSignatures(
            MongoCollections mongo,
            Optional<SigningKey> key,
            CertificateIdentity identity,
            Duration window,
            Clock clock) {
        this.clock = clock;
        this.signer = key.map(present -> new MessageSigner(present, clock));
        this.identity = identity;
        this.replays = new ReplayGuard(mongo, window, clock);
    }

    /** The key was replaced; one that cannot be used changes nothing. */
    private void follow(ListenerKeys keys, String entry) {
        try {
            signingKey(keys.keyStore(), entry, keys.keyPassword())
                    .ifPresent(fresh -> signer = Optional.of(new MessageSigner(fresh, clock)));
        } catch (GeneralSecurityException e) {
            LOG.warn("Messages to VENs are signed with the former key, since the new one cannot be read", e);
        }
    }

    @Deactivate
    void close() {
        unsubscribe.run();
    }

    static Optional<SigningKey> signingKey(KeyStore store, String entry, String password)
            throws GeneralSecurityException {
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        Key key = store.getKey(entry, password.toCharArray());
        if (key instanceof PrivateKey privateKey && store.getCertificate(entry) instanceof X509Certificate x509) {
            return Optional.of(new SigningKey(privateKey, x509));
        }
        LOG.warn(
                "The key store of the TLS listeners has no key '{}', so VENs cannot register for XML signatures; name one of"
                        + " its entries by key in etc/eu.flexcoop.middleware.openadr.signatures.cfg",
                entry);
        return Optional.empty();
    }

    Optional<MessageSigner> signer() {
        return signer;
    }

    /** Empty if the certificate does not count. */
    Optional<BoxCertificate> identify(X509Certificate certificate) {
        return identity.identify(certificate);
    }

    ReplayGuard replays() {
        return replays;
    }
}
