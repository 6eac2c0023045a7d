package eu.flexcoop.middleware.analytics.core.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import eu.flexcoop.middleware.analytics.spi.JobRunner;
import eu.flexcoop.middleware.analytics.spi.PlanKind;
import eu.flexcoop.middleware.extension.api.Whiteboard;

/** The registered job runners, one per kind of plan. */
@Component(service = JobRunners.class)
public final class JobRunners {
    private final Whiteboard<Class<?>, JobRunner<?>> runners = new Whiteboard<>("Job runner", JobRunner::planType);

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addRunner(JobRunner<?> runner, Map<String, ?> properties) {
        runners.add(runner, properties);
    }

    void removeRunner(JobRunner<?> runner) {
        runners.remove(runner);
    }

    Optional<JobRunner<?>> find(PlanKind kind) {
        return runners.find(kind.type());
    }

    /** Names of the kinds of plans that can be run now. */
    List<String> kinds() {
        return Arrays.stream(PlanKind.values())
                .filter(kind -> find(kind).isPresent())
                .map(PlanKind::key)
                .toList();
    }
}
