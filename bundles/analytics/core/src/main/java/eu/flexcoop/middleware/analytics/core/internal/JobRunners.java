package eu.flexcoop.middleware.analytics.core.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import eu.flexcoop.middleware.analytics.spi.JobRunner;
import eu.flexcoop.middleware.analytics.spi.PlanKind;

/** The job runners that are there now, one per kind of plan: the one with the highest ranking, of equal ones the oldest. */
@Component(service = JobRunners.class)
public final class JobRunners {
    private final Map<ServiceReference<?>, JobRunner<?>> runners =
            new ConcurrentSkipListMap<>((a, b) -> b.compareTo(a));

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addRunner(ServiceReference<JobRunner<?>> reference, JobRunner<?> runner) {
        runners.put(reference, runner);
    }

    void removeRunner(ServiceReference<JobRunner<?>> reference) {
        runners.remove(reference);
    }

    Optional<JobRunner<?>> find(PlanKind kind) {
        return runners.values().stream()
                .<JobRunner<?>>map(runner -> runner)
                .filter(runner -> runner.planType().equals(kind.type()))
                .findFirst();
    }

    /** Kinds of plans that can be run now. */
    List<String> kinds() {
        return List.of(PlanKind.values()).stream()
                .filter(kind -> find(kind).isPresent())
                .map(PlanKind::key)
                .toList();
    }
}
