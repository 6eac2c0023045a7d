package eu.flexcoop.middleware.security.development.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
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
import eu.flexcoop.middleware.http.api.OpenListeners;
import eu.flexcoop.middleware.security.api.TokenIssuer;

/**
 * Offers the development issuer where the configuration says so and nobody outside of this machine can bring its tokens. A change
 * of the listeners decides anew.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = DevelopmentSwitch.PID)
@Designate(ocd = DevelopmentSwitch.Config.class)
public final class DevelopmentSwitch {
    static final String PID = "eu.flexcoop.middleware.security.development";
    private static final Logger LOG = LoggerFactory.getLogger(DevelopmentSwitch.class);

    private final Optional<ServiceRegistration<TokenIssuer>> registration;

    @ObjectClassDefinition(name = "Flexcoop development issuer")
    public @interface Config {
        @AttributeDefinition(description = "Issues tokens of this installation and has them trusted; for development")
        boolean enabled() default false;

        @Accepts(Form.NEW_FOLDER)
        @AttributeDefinition(description = "Folder of the issuer's key")
        String keyFolder() default "data/security";
    }

    @Activate
    public DevelopmentSwitch(BundleContext context, @Reference OpenListeners listeners, Config config)
            throws IOException, GeneralSecurityException {
        this.registration = config.enabled() && mayRun(listeners.beyondLoopback())
                ? Optional.of(offer(context, config))
                : Optional.empty();
    }

    private static boolean mayRun(List<String> open) {
        if (!open.isEmpty()) {
            LOG.error(
                    "The development issuer does not run, since tokens are taken from the network at {}. Let HTTP and HTTPS"
                            + " listen on 127.0.0.1 (FLEXCOOP_HTTP_HOST, FLEXCOOP_HTTPS_HOST), or switch the issuer off"
                            + " (FLEXCOOP_DEV_ISSUER=false) and take tokens of an identity provider",
                    String.join(", ", open));
        }
        return open.isEmpty();
    }

    private static ServiceRegistration<TokenIssuer> offer(BundleContext context, Config config)
            throws IOException, GeneralSecurityException {
        DevelopmentKey key = DevelopmentKey.in(Path.of(config.keyFolder()));
        LOG.warn("Tokens of the development issuer are trusted; switch it off outside development");
        return context.registerService(TokenIssuer.class, new DevelopmentIssuer(key, Clock.systemUTC()), null);
    }

    @Deactivate
    void withdraw() {
        registration.ifPresent(ServiceRegistration::unregister);
    }
}
