package eu.flexcoop.middleware.imports.amon.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.imports.api.Refusals;
import eu.flexcoop.middleware.telemetry.api.IntakeResult;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;
import eu.flexcoop.middleware.telemetry.api.UnknownPoints;

/** Gives the measurements of an upload to the telemetry in parts of bounded size. For one upload and thread. */
final class MeasurementSender implements UploadReader.Visitor {
    private static final int SAMPLES_PER_CALL = 5_000;
    /** As the intake refuses later ones as the fault of a clock. */
    private static final Duration AHEAD = Duration.ofDays(7);

    private final Map<Integer, Target> targets;
    private final SampleIntake intake;
    private final UnknownPoints unknown;
    private final DeviceRegistration registration;
    private final Refusals refusals;
    private final Instant latest;
    private final List<RawSample> samples = new ArrayList<>();
    private String first = "";
    private long accepted;

    MeasurementSender(
            Map<Integer, Target> targets,
            SampleIntake intake,
            UnknownPoints unknown,
            DeviceRegistration registration,
            Refusals refusals,
            Clock clock) {
        this.targets = targets;
        this.intake = intake;
        this.unknown = unknown;
        this.registration = registration;
        this.refusals = refusals;
        this.latest = clock.instant().plus(AHEAD);
    }

    @Override
    public void measurement(int document, long number, AmonMeasurement measurement) {
        Target target = targets.get(document);
        if (target.isNone()) {
            return;
        }
        Target.Point point = target.points().get(measurement.type());
        if (point == Target.REFUSED) {
            return;
        }
        String path = "[" + document + "].measurements[" + number + "]";
        String fault = point == null ? undeclared(measurement) : fault(measurement);
        if (fault != null) {
            refusals.add(path, 1, fault);
            return;
        }
        if (samples.isEmpty()) {
            first = path;
        }
        samples.add(new RawSample(
                point.rid(),
                measurement.at(),
                point.duration(),
                measurement.value() * point.factor(),
                Optional.empty()));
        if (samples.size() == SAMPLES_PER_CALL) {
            send(target);
        }
    }

    private static String undeclared(AmonMeasurement measurement) {
        return measurement.type().isEmpty()
                ? "type is missing"
                : "type '%s' is not among the readings of the document".formatted(measurement.type());
    }

    private String fault(AmonMeasurement measurement) {
        if (measurement.fault() != null) {
            return measurement.fault();
        }
        boolean possible =
                !measurement.at().isBefore(Instant.EPOCH) && !measurement.at().isAfter(latest);
        return possible ? null : "timestamp is not between %s and %s".formatted(Instant.EPOCH, latest);
    }

    @Override
    public void document(DeviceUpload document) {
        if (!samples.isEmpty()) {
            send(targets.get(document.index()));
        }
    }

    private void send(Target target) {
        IntakeResult result = intake.accept(target.ven(), target.revision(), samples);
        if (!result.unknownRids().isEmpty() && target.uploaded().isPresent()) {
            result = afterRegistration(target);
        }
        accepted += result.stored();
        if (result.stored() < samples.size()) {
            String reason = result.unknownRids().isEmpty()
                    ? "some of the measurements from here on are refused: "
                            + result.refused().values()
                    : "the device no longer reports " + result.unknownRids() + "; upload it again";
            refusals.add(first, (long) samples.size() - result.stored(), reason);
        }
        samples.clear();
    }

    /** Another node registered the device without a reading that was added at the same time, and was stopped before it saw it. */
    private IntakeResult afterRegistration(Target target) {
        long revision = target.revision();
        try {
            revision = registration.again(target.uploaded().orElseThrow()).revision();
        } catch (RefusedException e) {
            // the samples are refused as those of unknown readings
        }
        IntakeResult result = intake.accept(target.ven(), revision, samples);
        // what was kept aside is stored now
        unknown.forget(target.ven());
        return result;
    }

    long accepted() {
        return accepted;
    }
}
