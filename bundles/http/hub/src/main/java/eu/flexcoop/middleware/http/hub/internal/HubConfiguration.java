package eu.flexcoop.middleware.http.hub.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The hub's configuration as a service for the components of this bundle. It is the only one that is configured: were each, a change would restart
 * them one by one in any order, and listeners would open for a moment with the old values.
 */
@Component(service = HubConfiguration.class, configurationPid = "eu.flexcoop.middleware.http")
@Designate(ocd = HttpConfig.class)
public final class HubConfiguration {
    private final HttpConfig config;

    @Activate
    public HubConfiguration(HttpConfig config) {
        this.config = config;
    }

    HttpConfig config() {
        return config;
    }
}
