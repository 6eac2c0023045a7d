package eu.flexcoop.middleware.analytics.core.internal;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.analytics.api.ModuleRegistry;
import eu.flexcoop.middleware.analytics.api.ModuleStatus;

/** Reports which modules can run, and why others cannot. */
@Component(
        service = HealthCheck.class,
        property = {HealthCheck.NAME + "=analytics", HealthCheck.TAGS + "=analytics"})
public final class ModuleHealthCheck implements HealthCheck {
    private final ModuleRegistry modules;

    @Activate
    public ModuleHealthCheck(@Reference ModuleRegistry modules) {
        this.modules = modules;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        for (ModuleStatus module : modules.list()) {
            String name = module.descriptor().name();
            module.missing()
                    .ifPresentOrElse(
                            missing -> log.warn("Module '{}' cannot run: {}", name, missing),
                            () -> log.info(
                                    "Module '{}' is {}", name, module.state().key()));
        }
        modules.refused().forEach(log::warn);
        return new Result(log);
    }
}
