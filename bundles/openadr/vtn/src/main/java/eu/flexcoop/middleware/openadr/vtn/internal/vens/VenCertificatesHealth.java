package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

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

/** Warns of registered VENs whose certificates end soon or have ended, before they are locked out. One query by an index. */
@Component(
        service = HealthCheck.class,
        configurationPid = "eu.flexcoop.middleware.openadr.certificates",
        property = {HealthCheck.NAME + "=openadr.certificates", HealthCheck.TAGS + "=openadr"})
@Designate(ocd = VenCertificatesHealth.Config.class)
public final class VenCertificatesHealth implements HealthCheck {
    private static final int MOST_COUNTED = 1000;

    /** When to warn. */
    @ObjectClassDefinition(name = "Flexcoop certificates of VENs")
    public @interface Config {
        @AttributeDefinition(
                min = "PT0S",
                description = "How long before its end the certificate of a registered VEN is warned of, ISO-8601")
        String warnBefore() default "P30D";
    }

    private final StoredVenRegistry vens;
    private final Duration warnBefore;
    private final Clock clock;

    @Activate
    public VenCertificatesHealth(@Reference StoredVenRegistry vens, Config config) {
        this(vens, Duration.parse(config.warnBefore()), Clock.systemUTC());
    }

    public VenCertificatesHealth(StoredVenRegistry vens, Duration warnBefore, Clock clock) {
        this.vens = vens;
        this.warnBefore = warnBefore;
        this.clock = clock;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        try {
            Instant limit = clock.instant().plus(warnBefore);
            List<VenStates.Ending> ending = vens.states().certificatesEndingBefore(limit, MOST_COUNTED);
            if (ending.isEmpty()) {
                log.info("No certificate of a registered VEN ends within {}", warnBefore);
            } else {
                log.warn(
                        "Certificates of {} registered VENs end within {}, first that of {} at {}; VENs renew them by simplereenroll",
                        ending.size() < MOST_COUNTED ? ending.size() : MOST_COUNTED + " or more",
                        warnBefore,
                        ending.get(0).ven(),
                        ending.get(0).notAfter());
            }
        } catch (MongoException e) {
            log.temporarilyUnavailable("Certificates cannot be checked, MongoDB is not reachable: {}", e.getMessage());
        }
        return new Result(log);
    }
}
