package eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.telemetry.api.CleaningConfiguration;

/** Warns of cleaning rules that are not in force. */
@Component(property = {HealthCheck.NAME + "=telemetry.cleaning", HealthCheck.TAGS + "=telemetry"})
public final class CleaningHealth implements HealthCheck {
    private final CleaningConfiguration configuration;

    @Activate
    public CleaningHealth(@Reference CleaningConfiguration configuration) {
        this.configuration = configuration;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        configuration.refused().forEach(problem -> log.warn("{}", problem));
        log.info(
                "{} metrics have cleaning rules of their own",
                configuration.metrics().size() - 1);
        return new Result(log);
    }
}
