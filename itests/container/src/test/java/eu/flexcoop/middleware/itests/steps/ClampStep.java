package eu.flexcoop.middleware.itests.steps;

import java.util.ArrayList;
import java.util.List;

import org.osgi.service.component.annotations.Component;

import eu.flexcoop.middleware.telemetry.spi.Cleaner;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.Findings;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.StepParameters;

/** A partner's step, as docs/telemetry.md shows it. Deployed by a story while the container runs. */
@Component
public final class ClampStep implements CleaningStep {
    @Override
    public String name() {
        return "acme-clamp";
    }

    @Override
    public Cleaner compile(String metric, StepParameters parameters) {
        double highest = parameters.number("highest", 100, 0, 1e6);
        return (measurements, window, findings) -> {
            List<Measurement> clamped = new ArrayList<>(measurements);
            clamped.replaceAll(each -> {
                if (each.value() <= highest) {
                    return each;
                }
                findings.removed(Findings.Kind.REMOVED_VALUES, "acme-clamp", each);
                return new Measurement(each.at(), each.duration(), highest, each.quality(), false);
            });
            return clamped;
        };
    }
}
