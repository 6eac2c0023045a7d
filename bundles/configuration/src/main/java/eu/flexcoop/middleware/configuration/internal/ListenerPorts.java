package eu.flexcoop.middleware.configuration.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import eu.flexcoop.middleware.configuration.api.ConfigurationProblem;
import eu.flexcoop.middleware.configuration.api.Form;

/** Finds listeners that have the same port, also in different files. */
final class ListenerPorts {
    private ListenerPorts() {}

    static boolean has(Schema schema) {
        return schema.attributes().stream().anyMatch(attribute -> attribute.form() == Form.PORT);
    }

    /** Of two that have the same port, the problem is the one that comes later. */
    static List<ConfigurationProblem> problems(List<SchemaCheck> configurations) {
        Map<String, String> taken = new HashMap<>();
        List<ConfigurationProblem> problems = new ArrayList<>();
        for (SchemaCheck configuration : configurations) {
            for (Attribute attribute : configuration.schema().attributes()) {
                String port = configuration.text(attribute);
                if (attribute.form() == Form.PORT && !port.equals("0")) {
                    String other = taken.putIfAbsent(port, attribute.key() + " in " + configuration.file());
                    if (other != null) {
                        problems.add(new ConfigurationProblem(
                                configuration.file(),
                                attribute.key(),
                                port,
                                "is the port of " + other + ", too; each listener needs its own"));
                    }
                }
            }
        }
        return problems;
    }
}
