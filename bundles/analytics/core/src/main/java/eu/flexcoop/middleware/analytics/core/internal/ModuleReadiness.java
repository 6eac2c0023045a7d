package eu.flexcoop.middleware.analytics.core.internal;

import java.util.List;
import java.util.Optional;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import eu.flexcoop.middleware.analytics.spi.JobRunner;
import eu.flexcoop.middleware.tasks.api.TaskQueue;

/** Knows what a module needs beside its own bundle, and what of it is missing. */
@Component(service = ModuleReadiness.class)
public final class ModuleReadiness {
    private final List<String> queues;
    private volatile JobRunner runner;

    @Activate
    public ModuleReadiness(@Reference TaskQueue tasks) {
        this.queues = tasks.queues();
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void addRunner(JobRunner arrived) {
        runner = arrived;
    }

    void removeRunner(JobRunner left) {
        if (runner == left) {
            runner = null;
        }
    }

    Optional<JobRunner> runner() {
        return Optional.ofNullable(runner);
    }

    /** The first thing that the module lacks; empty if it can be run. */
    Optional<String> missing(InstalledModule module) {
        if (module.service().isEmpty()) {
            return Optional.of("bundle %s offers no service AnalyticsModule with name '%s'; is its component satisfied?"
                    .formatted(module, module.name()));
        }
        if (!queues.contains(module.descriptor().queue())) {
            return Optional.of(
                    "its queue '%s' does not exist, add it to 'queues' in etc/eu.flexcoop.middleware.tasks.cfg"
                            .formatted(module.descriptor().queue()));
        }
        if (runner == null) {
            return Optional.of("no JobRunner is there; analytics.hadoop offers one once the address of HBase is known");
        }
        return Optional.empty();
    }
}
