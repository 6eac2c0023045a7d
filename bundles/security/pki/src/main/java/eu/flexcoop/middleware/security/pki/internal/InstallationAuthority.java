package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.security.api.ListenerKeys;

/**
 * Makes or reads the authority and the keys of the TLS listeners when the container starts. Server certificates are made anew
 * when the configured names changed or their end is near.
 */
@Component(
        service = {ListenerKeys.class, InstallationAuthority.class},
        configurationPid = PkiConfig.PID)
@Designate(ocd = PkiConfig.class)
public final class InstallationAuthority implements ListenerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(InstallationAuthority.class);
    private static final Duration RENEW_BEFORE = Duration.ofDays(60);

    private final CertificateAuthority authority;
    private final Clock clock = Clock.systemUTC();
    private final String keyPassword;
    private final KeyStore keyStore;
    private final KeyStore trustStore;

    @Activate
    public InstallationAuthority(PkiConfig config) throws IOException, GeneralSecurityException {
        KeyFiles files = KeyFiles.in(Path.of(config.folder()));
        this.authority = CertificateAuthority.in(AuthorityStore.in(files.folder(), config.authorityPassword()), clock);
        this.trustStore = emptyStore();
        trustStore.setCertificateEntry("installation", authority.rootCertificate());
        if (config.serverKeyStore().isBlank()) {
            this.keyPassword = UUID.randomUUID().toString();
            this.keyStore = ownServers(files, config);
        } else {
            this.keyPassword = config.serverKeyStorePassword();
            this.keyStore = read(Path.of(config.serverKeyStore()), keyPassword);
        }
    }

    private KeyStore ownServers(KeyFiles files, PkiConfig config) throws IOException, GeneralSecurityException {
        List<ServerName> names = Stream.concat(
                        Stream.of("localhost", "127.0.0.1"),
                        Arrays.stream(config.serverNames())
                                .flatMap(value -> Arrays.stream(value.split(",")))
                                .map(String::strip)
                                .filter(value -> !value.isEmpty()))
                .distinct()
                .map(ServerName::new)
                .toList();
        Duration validity = Duration.parse(config.serverValidity());
        KeyStore store = emptyStore();
        add(store, "ec", server(files, "server-ec", "EC", 256, names, validity));
        add(store, "rsa", server(files, "server-rsa", "RSA", 2048, names, validity));
        return store;
    }

    private CertifiedKey server(
            KeyFiles files, String file, String type, int bits, List<ServerName> names, Duration validity)
            throws IOException, GeneralSecurityException {
        CertifiedKey present = files.read(file).orElse(null);
        if (present != null && isGood(present.certificate(), names)) {
            return present;
        }
        CertifiedKey fresh = authority.newServer(type, bits, names, validity);
        files.write(file, fresh);
        LOG.info(
                "Made the {} server certificate for {}",
                type,
                names.stream().map(ServerName::value).toList());
        return fresh;
    }

    private boolean isGood(X509Certificate certificate, List<ServerName> names) throws GeneralSecurityException {
        Instant end = certificate.getNotAfter().toInstant();
        Set<String> wanted = names.stream().map(ServerName::value).collect(Collectors.toSet());
        Collection<List<?>> present = certificate.getSubjectAlternativeNames();
        return present != null
                && end.isAfter(clock.instant().plus(RENEW_BEFORE))
                && wanted.equals(
                        present.stream().map(name -> name.get(1).toString()).collect(Collectors.toSet()))
                && certificate
                        .getIssuerX500Principal()
                        .equals(authority.rootCertificate().getSubjectX500Principal());
    }

    private void add(KeyStore store, String alias, CertifiedKey pair) throws GeneralSecurityException {
        store.setKeyEntry(alias, pair.key(), keyPassword.toCharArray(), new Certificate[] {
            pair.certificate(), authority.rootCertificate()
        });
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static KeyStore read(Path file, String password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password.toCharArray());
        }
        return store;
    }

    CertificateAuthority authority() {
        return authority;
    }

    @Override
    public KeyStore keyStore() {
        return keyStore;
    }

    @Override
    public String keyPassword() {
        return keyPassword;
    }

    @Override
    public KeyStore trustStore() {
        return trustStore;
    }
}
