package eu.flexcoop.middleware.analytics.core.internal;

import java.util.List;
import java.util.Optional;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.analytics.spi.PlanKind;
import eu.flexcoop.middleware.tasks.api.TaskQueue;

/** Checks whether everything that a module needs is available. */
@Component(service = ModuleReadiness.class)
public final class ModuleReadiness {
    private final List<String> queues;
    private final JobRunners runners;

    @Activate
    public ModuleReadiness(@Reference TaskQueue tasks, @Reference JobRunners runners) {
        this.queues = tasks.queues();
        this.runners = runners;
    }

    /** The first thing that the module lacks; empty if it can be run. */
    Optional<String> missing(InstalledModule module) {
        PlanKind plan = module.descriptor().plan();
        if (runners.find(plan).isEmpty()) {
            return Optional.of(missingRunner(plan));
        }
        if (module.service().isEmpty()) {
            return Optional.of("bundle %s offers no service AnalyticsModule with name '%s'; is its component satisfied?"
                    .formatted(module, module.name()));
        }
        if (!queues.contains(module.descriptor().queue())) {
            return Optional.of(
                    "its queue '%s' does not exist, add it to 'queues' in etc/eu.flexcoop.middleware.tasks.cfg"
                            .formatted(module.descriptor().queue()));
        }
        return Optional.empty();
    }

    private String missingRunner(PlanKind plan) {
        if (plan == PlanKind.SERIES) {
            return "no JobRunner for plans of kind 'series' is registered; analytics.hadoop registers one once the "
                    + "address of HBase is known";
        }
        List<String> kinds = runners.kinds();
        return "no JobRunner for plans of kind '%s' is registered, there are runners for: %s"
                .formatted(plan.key(), kinds.isEmpty() ? "none" : String.join(", ", kinds));
    }
}
