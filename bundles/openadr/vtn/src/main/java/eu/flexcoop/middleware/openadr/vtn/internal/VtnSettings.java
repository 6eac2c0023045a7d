package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.time.ZoneId;

import eu.flexcoop.middleware.core.api.AggregatorId;

/** How this VTN behaves; the descriptions stand in the configuration. */
public record VtnSettings(
        String vtnId,
        Duration pollFrequency,
        boolean allowWithoutCertificate,
        AggregatorId developmentAggregator,
        boolean acceptUnsolicitedReports,
        ZoneId zone,
        long maxBodyBytes) {
    /** Where the services of OpenADR 2.0b are, of a VTN as of a VEN. */
    public static final String PATH = "/OpenADR2/Simple/2.0b";

    public VtnSettings {
        // openleadr's VEN opts out of everything when it finds no upper-case letter
        if (vtnId.chars().noneMatch(Character::isUpperCase)) {
            throw new IllegalArgumentException(
                    "vtnId '%s' needs an upper-case letter (etc/eu.flexcoop.middleware.openadr.cfg)".formatted(vtnId));
        }
        if (pollFrequency.isNegative() || pollFrequency.isZero()) {
            throw new IllegalArgumentException(
                    "pollFrequency %s must be positive (etc/eu.flexcoop.middleware.openadr.cfg)"
                            .formatted(pollFrequency));
        }
    }
}
