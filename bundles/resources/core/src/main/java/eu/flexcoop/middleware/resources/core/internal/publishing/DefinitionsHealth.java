package eu.flexcoop.middleware.resources.core.internal.publishing;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ResourceStatus;
import eu.flexcoop.middleware.resources.api.ResourceStatus.State;

/** Says which definitions are not in use and why. A refused one is a warning: everything else works. */
@Component(property = {HealthCheck.NAME + "=resources.definitions", HealthCheck.TAGS + "=resources"})
public final class DefinitionsHealth implements HealthCheck {
    private final ResourceRegistry registry;

    @Activate
    public DefinitionsHealth(@Reference ResourceRegistry registry) {
        this.registry = registry;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        long published = 0;
        for (ResourceStatus status : registry.list()) {
            if (status.state() == State.REFUSED) {
                log.warn("{}", status.reason().orElse(status.name()));
            } else if (status.state() == State.SHADOWED) {
                log.info("{}", status.reason().orElse(status.name()));
            } else {
                published++;
                status.changes().forEach(change -> log.info("Resource '{}' was changed: {}", status.name(), change));
            }
        }
        log.info("{} resources are published", published);
        return new Result(log);
    }
}
