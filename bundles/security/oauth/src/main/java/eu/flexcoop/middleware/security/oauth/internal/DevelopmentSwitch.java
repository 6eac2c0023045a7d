package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Optional;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.security.api.TokenIssuer;

/** Offers the development issuer, and has it trusted, only where the configuration says so. */
@Component(
        service = {},
        immediate = true,
        configurationPid = OauthConfig.PID)
public final class DevelopmentSwitch {
    private static final Logger LOG = LoggerFactory.getLogger(DevelopmentSwitch.class);

    private final Optional<ServiceRegistration<?>> registration;

    @Activate
    public DevelopmentSwitch(BundleContext context, OauthConfig config) throws IOException, GeneralSecurityException {
        this.registration = config.development() ? Optional.of(offer(context, config)) : Optional.empty();
    }

    private static ServiceRegistration<?> offer(BundleContext context, OauthConfig config)
            throws IOException, GeneralSecurityException {
        DevelopmentKey key = DevelopmentKey.in(Path.of(config.keyFolder()));
        LOG.warn("Tokens of the development issuer are trusted; switch it off outside development");
        return context.registerService(
                new String[] {TokenIssuer.class.getName(), TrustedIssuer.class.getName()},
                new DevelopmentIssuer(key, Clock.systemUTC()),
                null);
    }

    @Deactivate
    void withdraw() {
        registration.ifPresent(ServiceRegistration::unregister);
    }
}
