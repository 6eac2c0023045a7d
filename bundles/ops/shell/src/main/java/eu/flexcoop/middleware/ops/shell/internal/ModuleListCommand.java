package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.analytics.api.ModuleRegistry;

/** Lists the installed modules, and the bundles whose modules were refused. */
@Service
@Command(scope = "module", name = "list", description = "Lists the analytics modules")
public class ModuleListCommand extends ListCommand {
    @Override
    void run() {
        ModuleRegistry registry = service(ModuleRegistry.class);
        print(
                "No module is installed",
                List.of("Module", "State", "Title", "Queue", "Bundle", "Missing"),
                registry.list().stream()
                        .map(module -> row(
                                module.descriptor().name(),
                                module.state().key(),
                                module.descriptor().title(),
                                module.descriptor().queue(),
                                module.bundle(),
                                module.missing().orElse(""))));
        if (!json) {
            registry.refused().forEach(reason -> say("refused: " + reason));
        }
    }
}
