package eu.flexcoop.middleware.analytics.spi;

import java.util.Map;

/**
 * What one run of a module computes. The family is closed: each kind has a {@link PlanKind} and is run by the {@link JobRunner}
 * that is registered for it. A module whose kind has no runner is refused before its run is queued.
 */
public sealed interface Plan permits SeriesPlan, ScriptPlan, HivePlan, StepsPlan, TrainingPlan {
    /** The kind that the descriptor of the module declares. */
    default PlanKind kind() {
        return PlanKind.of(getClass());
    }

    /** Checks and copies settings of a plan, which travel as texts to wherever the work is done. */
    static Map<String, String> settings(Map<String, String> settings) {
        settings.keySet().forEach(name -> {
            if (name.isBlank()) {
                throw new IllegalArgumentException("A setting of a plan has a blank name");
            }
        });
        return Map.copyOf(settings);
    }
}
