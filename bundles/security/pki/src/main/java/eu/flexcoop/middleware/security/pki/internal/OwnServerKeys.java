package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
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

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Server certificates of our own authority, one on P-256 and one for RSA. They are made anew when the configured names changed or their end is near. */
final class OwnServerKeys implements ServerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(OwnServerKeys.class);
    private static final Duration RENEW_BEFORE = Duration.ofDays(60);
    private static final int RSA_BITS = 2048;
    private static final int EC_BITS = 256;

    private final CertificateAuthority authority;
    private final KeyFiles folder;
    private final List<ServerName> names;
    private final Duration validity;
    private final Clock clock;
    private final String password = UUID.randomUUID().toString();

    /** @param names besides localhost and 127.0.0.1, one in each or with commas between */
    OwnServerKeys(CertificateAuthority authority, KeyFiles folder, String[] names, Duration validity, Clock clock) {
        this.authority = authority;
        this.folder = folder;
        this.names = names(names);
        this.validity = validity;
        this.clock = clock;
    }

    private static List<ServerName> names(String[] configured) {
        return Stream.concat(
                        Stream.of("localhost", "127.0.0.1"),
                        Arrays.stream(configured)
                                .flatMap(value -> Arrays.stream(value.split(",")))
                                .map(String::strip)
                                .filter(value -> !value.isEmpty()))
                .distinct()
                .map(ServerName::new)
                .toList();
    }

    @Override
    public List<Path> files() {
        return Stream.of("server-ec", "server-rsa")
                .flatMap(name -> Stream.of(name + ".key", name + ".crt"))
                .map(name -> folder.folder().resolve(name))
                .toList();
    }

    @Override
    public String password() {
        return password;
    }

    @Override
    public KeyStore read() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        add(store, "ec", server("server-ec", "EC", EC_BITS));
        add(store, "rsa", server("server-rsa", "RSA", RSA_BITS));
        return store;
    }

    private CertifiedKey server(String file, String type, int bits) throws IOException, GeneralSecurityException {
        CertifiedKey present = folder.read(file).orElse(null);
        if (present != null && isGood(present.certificate())) {
            KeyStoreFile.requirePair(file, present.key(), present.certificate());
            return present;
        }
        CertifiedKey fresh = authority.newServer(type, bits, names, validity);
        folder.write(file, fresh);
        LOG.info(
                "Made the {} server certificate for {}",
                type,
                names.stream().map(ServerName::value).toList());
        return fresh;
    }

    private boolean isGood(X509Certificate certificate) throws GeneralSecurityException {
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
        store.setKeyEntry(alias, pair.key(), password.toCharArray(), new Certificate[] {
            pair.certificate(), authority.rootCertificate()
        });
    }
}
