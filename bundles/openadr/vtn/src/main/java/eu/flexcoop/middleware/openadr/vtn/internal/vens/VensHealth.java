package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.time.Clock;
import java.time.Duration;

import com.mongodb.MongoException;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Reports how many VENs are registered, and warns when none of them has sent a message for a while. */
@Component(
        service = HealthCheck.class,
        configurationPid = "eu.flexcoop.middleware.openadr.health",
        property = {HealthCheck.NAME + "=openadr.vens", HealthCheck.TAGS + "=openadr"})
@Designate(ocd = VensHealth.Config.class)
public final class VensHealth implements HealthCheck {
    /** When VENs count as offline. */
    @ObjectClassDefinition(name = "Flexcoop OpenADR health")
    public @interface Config {
        @AttributeDefinition(description = "A VEN that sent nothing for so long counts as offline, ISO-8601")
        String offlineAfter() default "PT5M";
    }

    private final StoredVenRegistry vens;
    private final VenPresence presence;
    private final Duration offlineAfter;
    private final Clock clock = Clock.systemUTC();

    @Activate
    public VensHealth(@Reference StoredVenRegistry vens, @Reference VenPresence presence, Config config) {
        this.vens = vens;
        this.presence = presence;
        this.offlineAfter = Duration.parse(config.offlineAfter());
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        try {
            long registered = vens.count();
            boolean heard =
                    registered == 0 || presence.anySeenSince(clock.instant().minus(offlineAfter));
            if (!heard) {
                log.warn(
                        "None of {} registered VENs has sent a message in the last {}; check the network between the VENs and the VTN port",
                        registered,
                        offlineAfter);
            } else {
                log.info("{} VENs are registered", registered);
            }
        } catch (MongoException e) {
            log.temporarilyUnavailable("VENs cannot be counted, MongoDB is not reachable: {}", e.getMessage());
        }
        return new Result(log);
    }
}
