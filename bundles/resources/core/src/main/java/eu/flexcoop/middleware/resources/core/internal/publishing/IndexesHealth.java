package eu.flexcoop.middleware.resources.core.internal.publishing;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.resources.api.IndexStatus;
import eu.flexcoop.middleware.resources.api.ResourceIndexes;

/** Says which indexes of resources are not there yet or cannot be built. Both are warnings: queries are slow, nothing is lost. */
@Component(property = {HealthCheck.NAME + "=resources.indexes", HealthCheck.TAGS + "=resources"})
public final class IndexesHealth implements HealthCheck {
    private final ResourceIndexes indexes;

    @Activate
    public IndexesHealth(@Reference ResourceIndexes indexes) {
        this.indexes = indexes;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        long built = 0;
        for (IndexStatus index : indexes.list()) {
            switch (index.state()) {
                case BUILT -> built++;
                case WAITING -> log.warn(
                        "Index '{}' of resource '{}' waits to be built", index.index(), index.resource());
                case BUILDING -> log.warn(
                        "Index '{}' of resource '{}' is being built{}",
                        index.index(),
                        index.resource(),
                        index.percent().isPresent()
                                ? ", %d %%".formatted(index.percent().getAsInt())
                                : "");
                case FAILED -> log.warn(
                        "Index '{}' of resource '{}' cannot be built: {}",
                        index.index(),
                        index.resource(),
                        index.reason().orElse("see the log"));
            }
        }
        log.info("{} indexes are built", built);
        return new Result(log);
    }
}
