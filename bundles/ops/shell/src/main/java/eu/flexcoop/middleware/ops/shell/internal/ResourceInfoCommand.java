package eu.flexcoop.middleware.ops.shell.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ResourceStatus;

/** Shows one resource: every definition of that name, with its fields, and what its latest change means. */
@Service
@Command(scope = "resource", name = "info", description = "Shows a resource with its fields and who may use it")
public class ResourceInfoCommand extends ListCommand {
    @Argument(index = 0, name = "resource", description = "Name of the resource", required = true)
    @Completion(ResourceNameCompleter.class)
    String resource;

    @Override
    void run() {
        List<ResourceStatus> found = service(ResourceRegistry.class).list().stream()
                .filter(status -> status.name().equals(resource))
                .toList();
        if (found.isEmpty()) {
            throw new CommandFailedException("There is no resource '%s', resource:list shows all".formatted(resource));
        }
        List<Object[]> rows = new ArrayList<>();
        for (ResourceStatus status : found) {
            rows.add(row("State", Constants.text(status.state())));
            rows.add(row("Bundle", "%s (%d)".formatted(status.bundle(), status.bundleId())));
            rows.add(row("File", status.file()));
            status.reason().ifPresent(reason -> rows.add(row("Reason", reason)));
            status.changes().forEach(change -> rows.add(row("Change", change)));
            status.definition().ifPresent(definition -> describe(definition, rows));
        }
        print("", List.of("Property", "Value"), rows.stream());
    }

    private static void describe(ResourceDefinition definition, List<Object[]> rows) {
        rows.add(row("Address", definition.internal() ? "none" : "/" + definition.url()));
        rows.add(row("Methods", names(definition.methods())));
        if (definition.item().enabled()) {
            rows.add(row(
                    "Item",
                    "/%s/{%s} %s"
                            .formatted(
                                    definition.url(),
                                    definition.item().lookupField(),
                                    names(definition.item().methods()))));
        }
        rows.add(row(
                "Documents",
                definition
                        .storage()
                        .source()
                        .map(source -> "source " + source)
                        .orElse("collection " + definition.storage().collection())));
        definition
                .access()
                .grants()
                .forEach((role, grant) -> rows.add(row(
                        "Access of " + role.key(),
                        names(grant.methods())
                                + (grant.rows().isEmpty()
                                        ? ", all rows"
                                        : ", rows by "
                                                + String.join(
                                                        ", ",
                                                        grant.rows().keySet().stream()
                                                                .sorted()
                                                                .toList())))));
        definition.schema().forEach((name, rule) -> rows.add(row("Field " + name, describe(rule))));
    }

    private static String describe(FieldRule rule) {
        List<String> words = new ArrayList<>();
        words.add(
                rule.types().isEmpty()
                        ? "any"
                        : rule.types().stream().map(FieldType::key).collect(Collectors.joining(" or ")));
        if (rule.required()) {
            words.add("required");
        }
        if (rule.nullable()) {
            words.add("nullable");
        }
        if (rule.readOnly()) {
            words.add("read-only");
        }
        if (rule.unique()) {
            words.add("unique");
        }
        return String.join(", ", words);
    }

    private static String names(Collection<?> methods) {
        return methods.stream().map(Object::toString).sorted().collect(Collectors.joining(" "));
    }
}
