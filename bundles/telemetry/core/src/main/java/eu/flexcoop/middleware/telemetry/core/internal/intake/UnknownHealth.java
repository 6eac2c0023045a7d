package eu.flexcoop.middleware.telemetry.core.internal.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.telemetry.api.UnknownPoint;
import eu.flexcoop.middleware.telemetry.api.UnknownPoints;

/** Warns while boxes send samples of rIDs that they never registered. */
@Component(
        property = {
            HealthCheck.NAME + "=telemetry.unknown",
            HealthCheck.TAGS + "=telemetry",
            // reads documents, so not with every request
            HealthCheck.RESULT_CACHE_TTL_IN_MS + ":Long=10000"
        })
public final class UnknownHealth implements HealthCheck {
    private static final int MOST = 100;
    private static final Duration RECENT = Duration.ofHours(1);

    private final UnknownPoints unknown;
    private final Clock clock;

    @Activate
    public UnknownHealth(@Reference UnknownPoints unknown) {
        this(unknown, Clock.systemUTC());
    }

    private UnknownHealth(UnknownPoints unknown, Clock clock) {
        this.unknown = unknown;
        this.clock = clock;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        try {
            Instant recent = clock.instant().minus(RECENT);
            List<UnknownPoint> points = unknown.list(Optional.empty(), MOST).stream()
                    .filter(point -> point.last().isAfter(recent))
                    .toList();
            if (points.isEmpty()) {
                log.info("No box sent samples of an unknown rID within {}", RECENT);
            } else {
                log.warn(
                        "{} rIDs that their box never registered sent samples within {}, the last is {} of VEN {}; see"
                                + " telemetry:unknown-list",
                        points.size() == MOST ? MOST + " or more" : points.size(),
                        RECENT,
                        points.get(0).rid(),
                        points.get(0).ven());
            }
        } catch (UnavailableException e) {
            log.warn("Unknown rIDs are not known: {}", e.getMessage());
        }
        return new Result(log);
    }

    /** Outside the container. No second public constructor: SCR takes any that has as many parameters. */
    static UnknownHealth with(UnknownPoints unknown, Clock clock) {
        return new UnknownHealth(unknown, clock);
    }
}
