package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.openadr.codec.signature.SigningKey;
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.SubscriptionPolicy;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.RegistrationPolicy;

/**
 * How a node of a test is set up; each method answers another set-up. Immutable but for the clock.
 *
 * @param lease of a node that creates an event
 * @param key absent if the VTN cannot sign
 * @param push where VENs may be pushed to
 */
public record VtnSetup(
        TurnableClock clock,
        VtnSettings settings,
        Duration lease,
        RegistrationPolicy admission,
        SubscriptionPolicy reports,
        Optional<SigningKey> key,
        PushSettings push) {
    public static VtnSetup standard() {
        return new VtnSetup(
                new TurnableClock(),
                settings(false),
                Duration.ofMinutes(1),
                new RegistrationPolicy(RegistrationPolicy.Admission.OPEN, true, true),
                SubscriptionPolicy.standard(),
                Optional.of(new SigningKey(TestVtn.SIGNER.key(), TestVtn.SIGNER.certificate())),
                TestPushSettings.settings());
    }

    private static VtnSettings settings(boolean allowWithoutCertificate) {
        return new VtnSettings(
                "FLEXCOOP",
                Duration.ofSeconds(10),
                allowWithoutCertificate,
                new AggregatorId("dev.example"),
                true,
                ZoneOffset.UTC,
                1_000_000);
    }

    /** Boxes need no certificate, as in development. */
    public VtnSetup withoutCertificates() {
        return new VtnSetup(clock, settings(true), lease, admission, reports, key, push);
    }

    VtnSetup withClock(TurnableClock newClock) {
        return new VtnSetup(newClock, settings, lease, admission, reports, key, push);
    }

    VtnSetup withLease(Duration newLease) {
        return new VtnSetup(clock, settings, newLease, admission, reports, key, push);
    }

    VtnSetup withAdmission(RegistrationPolicy newAdmission) {
        return new VtnSetup(clock, settings, lease, newAdmission, reports, key, push);
    }

    VtnSetup withReports(SubscriptionPolicy newReports) {
        return new VtnSetup(clock, settings, lease, admission, newReports, key, push);
    }

    VtnSetup withKey(Optional<SigningKey> newKey) {
        return new VtnSetup(clock, settings, lease, admission, reports, newKey, push);
    }

    VtnSetup withPush(PushSettings newPush) {
        return new VtnSetup(clock, settings, lease, admission, reports, key, newPush);
    }
}
