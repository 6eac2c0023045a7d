package eu.flexcoop.middleware.analytics.spi;

import java.util.List;

/**
 * Several plans that run one after the other in one task. A step begins when the results of the one before it are stored; the
 * first that fails ends the run.
 *
 * @param steps at least two, none of them made of steps again
 */
public record StepsPlan(List<Plan> steps) implements Plan {
    public StepsPlan {
        steps = List.copyOf(steps);
        if (steps.size() < 2) {
            throw new IllegalArgumentException(
                    "A plan of steps needs at least 2 steps, found %d".formatted(steps.size()));
        }
        if (steps.stream().anyMatch(StepsPlan.class::isInstance)) {
            throw new IllegalArgumentException("A step cannot be a plan of steps; list its steps instead");
        }
    }
}
