package eu.flexcoop.middleware.analytics.spi;

import java.util.Map;
import java.util.Objects;

/**
 * Trains one model per group of points and keeps it in the model store, under the module, the name of the model and the group. A
 * model replaces the earlier one of the same group.
 *
 * @param model name of the model within the module
 * @param function class of the module's bundle with a public constructor without parameters
 * @param settings given to each instance of the function
 */
public record TrainingPlan(
        SeriesInput input, String model, Class<? extends TrainingFunction> function, Map<String, String> settings)
        implements Plan {
    public TrainingPlan {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(model, "model");
        if (model.isBlank()) {
            throw new IllegalArgumentException("A training plan names no model");
        }
        Objects.requireNonNull(function, "function");
        settings = Plan.settings(settings);
    }
}
