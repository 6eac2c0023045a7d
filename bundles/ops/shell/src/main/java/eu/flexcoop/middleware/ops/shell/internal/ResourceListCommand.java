package eu.flexcoop.middleware.ops.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.resources.api.IndexStatus;
import eu.flexcoop.middleware.resources.api.ResourceIndexes;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ResourceStatus;

/** Lists every definition with its state. */
@Service
@Command(scope = "resource", name = "list", description = "Lists the resources and why some are not published")
public class ResourceListCommand extends ListCommand {
    @Override
    void run() {
        Map<String, List<IndexStatus>> indexes =
                findService(ResourceIndexes.class).map(ResourceIndexes::list).orElse(List.of()).stream()
                        .collect(Collectors.groupingBy(IndexStatus::resource));
        print(
                "No bundle defines resources",
                List.of("Resource", "State", "Methods", "Indexes", "Bundle", "Reason"),
                service(ResourceRegistry.class).list().stream()
                        .map(status -> row(
                                name(status),
                                Constants.text(status.state()),
                                methods(status),
                                status.state() == ResourceStatus.State.PUBLISHED
                                        ? indexes(indexes.getOrDefault(name(status), List.of()))
                                        : "",
                                "%s (%d)".formatted(status.bundle(), status.bundleId()),
                                status.reason().orElse(""))));
    }

    private static String name(ResourceStatus status) {
        return status.root().isEmpty() ? status.name() : status.root() + "/" + status.name();
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

    /** How many are built, and each that is not. */
    private static String indexes(List<IndexStatus> all) {
        long built = all.stream()
                .filter(index -> index.state() == IndexStatus.State.BUILT)
                .count();
        List<String> parts = new ArrayList<>();
        if (built > 0) {
            parts.add("%d built".formatted(built));
        }
        for (IndexStatus index : all) {
            String percent = index.percent().isPresent()
                    ? " %d %%".formatted(index.percent().getAsInt())
                    : "";
            switch (index.state()) {
                case BUILDING -> parts.add("building %s%s".formatted(index.index(), percent));
                case WAITING -> parts.add("waiting %s".formatted(index.index()));
                case FAILED -> parts.add("failed %s".formatted(index.index()));
                case BUILT -> {
                    // counted
                }
            }
        }
        return String.join(", ", parts);
    }
}
