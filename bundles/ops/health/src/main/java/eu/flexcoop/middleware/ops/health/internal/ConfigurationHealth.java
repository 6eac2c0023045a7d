package eu.flexcoop.middleware.ops.health.internal;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.configuration.api.CheckedConfiguration;

/** Names what is wrong in the files of {@code etc/}. The node serves with what they said before, so it is ready all the same. */
@Component(
        // one instance, which logs once
        immediate = true,
        property = {
            HealthCheck.NAME + "=" + ConfigurationHealth.CHECK,
            HealthCheck.TAGS + "=configuration",
            // what was corrected is not shown again from the cache of results
            HealthCheck.RESULT_CACHE_TTL_IN_MS + ":Long=1"
        })
public final class ConfigurationHealth implements HealthCheck {
    static final String CHECK = "configuration";

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationHealth.class);

    private final CheckedConfiguration configuration;

    @Activate
    public ConfigurationHealth(@Reference CheckedConfiguration configuration) {
        this.configuration = configuration;
        // files are applied before the log is configured, so what was refused then is said here
        configuration.check().problems().forEach(problem -> LOG.error("{}; the file is not in force", problem));
    }

    @Override
    public Result execute() {
        CheckedConfiguration.Report report = configuration.check();
        FormattingResultLog log = new FormattingResultLog();
        report.problems().forEach(problem -> log.critical("{}; the file is not in force", problem));
        log.info("{} files are checked.", report.files());
        return new Result(log);
    }
}
