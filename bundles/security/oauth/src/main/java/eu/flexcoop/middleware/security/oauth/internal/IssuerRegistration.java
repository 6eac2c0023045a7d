package eu.flexcoop.middleware.security.oauth.internal;

import java.util.Hashtable;

import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Offers the issuer that a file {@code etc/eu.flexcoop.middleware.security.oauth.issuer-<name>.cfg} describes. When the file changes, the
 * issuer of before stays until the changed one is there, so that no good token is refused in between; if the change cannot work, it stays.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "eu.flexcoop.middleware.security.oauth.issuer",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ConfiguredIssuer.Config.class, factory = true)
public final class IssuerRegistration {
    private final BundleContext context;
    private int version;
    private ServiceRegistration<TrustedIssuer> registration;

    @Activate
    public IssuerRegistration(BundleContext context, ConfiguredIssuer.Config config) {
        this.context = context;
        this.registration = register(config);
    }

    @Modified
    void change(ConfiguredIssuer.Config config) {
        ServiceRegistration<TrustedIssuer> before = registration;
        registration = register(config);
        before.unregister();
    }

    /** Ranked above the version of before, so that it is used from its registration on. */
    private ServiceRegistration<TrustedIssuer> register(ConfiguredIssuer.Config config) {
        TrustedIssuer issuer = new ConfiguredIssuer(config);
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, version++);
        return context.registerService(TrustedIssuer.class, issuer, properties);
    }

    @Deactivate
    void withdraw() {
        registration.unregister();
    }
}
