package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.telemetry.api.CleaningConfiguration;

/** Lists the cleaning steps of each metric. */
@Service
@Command(
        scope = "telemetry",
        name = "cleaning-list",
        description = "Lists the cleaning steps of each metric, and files that are not in force")
public class CleaningListCommand extends ListCommand {
    @Override
    void run() {
        CleaningConfiguration configuration = service(CleaningConfiguration.class);
        print(
                "No metric is cleaned",
                List.of("Metric", "Steps", "From"),
                configuration.metrics().stream()
                        .map(each -> row(each.metric(), String.join(", ", each.steps()), each.source())));
        if (compact()) {
            configuration.refused().forEach(this::say);
        }
    }
}
