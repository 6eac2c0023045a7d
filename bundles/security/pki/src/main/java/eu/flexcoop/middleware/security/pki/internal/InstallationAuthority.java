package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;

import eu.flexcoop.middleware.security.api.ListenerKeys;

/** Makes or reads the authority and the keys of the TLS listeners when the container starts, and reads the latter again when they are replaced. */
@Component(
        service = {ListenerKeys.class, InstallationAuthority.class},
        configurationPid = PkiConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PkiConfig.class)
public final class InstallationAuthority implements ListenerKeys {
    private final CertificateAuthority authority;
    private final ReloadedKeys servers;
    private final KeyStore trustStore;

    @Activate
    public InstallationAuthority(PkiConfig config) throws IOException, GeneralSecurityException {
        Clock clock = Clock.systemUTC();
        KeyFiles files = KeyFiles.in(Path.of(config.folder()));
        this.authority = CertificateAuthority.in(rootStore(files.folder(), config), clock);
        this.trustStore = KeyStore.getInstance("PKCS12");
        trustStore.load(null, null);
        trustStore.setCertificateEntry("installation", authority.rootCertificate());
        this.servers = new ReloadedKeys(
                config.serverKeyStore().isBlank()
                        ? new OwnServerKeys(
                                authority, files, config.serverNames(), Duration.parse(config.serverValidity()), clock)
                        : new KeyStoreFile(Path.of(config.serverKeyStore()), config.serverKeyStorePassword()),
                Duration.parse(config.reloadEvery()));
    }

    private static RootStore rootStore(Path folder, PkiConfig config) throws IOException, GeneralSecurityException {
        return config.authorityToken().isBlank()
                ? AuthorityStore.in(folder, config.authorityPassword())
                : TokenStore.in(folder, Path.of(config.authorityToken()), config.authorityPassword());
    }

    @Deactivate
    void close() {
        servers.close();
    }

    CertificateAuthority authority() {
        return authority;
    }

    @Override
    public KeyStore keyStore() {
        return servers.keyStore();
    }

    @Override
    public String keyPassword() {
        return servers.password();
    }

    @Override
    public KeyStore trustStore() {
        return trustStore;
    }

    @Override
    public Runnable onChange(Runnable listener) {
        return servers.onChange(listener);
    }
}
