package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ResourceStatus;

/** Lists every definition with its state. */
@Service
@Command(scope = "resource", name = "list", description = "Lists the resources and why some are not published")
public class ResourceListCommand extends ListCommand {
    @Override
    void run() {
        print(
                "No bundle defines resources",
                List.of("Resource", "State", "Methods", "Bundle", "Reason"),
                service(ResourceRegistry.class).list().stream()
                        .map(status -> row(
                                status.name(),
                                Constants.text(status.state()),
                                methods(status),
                                "%s (%d)".formatted(status.bundle(), status.bundleId()),
                                status.reason().orElse(""))));
    }

    private static String methods(ResourceStatus status) {
        return status.definition()
                .map(definition -> String.join(
                        " ",
                        definition.methods().stream()
                                .map(Object::toString)
                                .sorted()
                                .toList()))
                .orElse("");
    }
}
