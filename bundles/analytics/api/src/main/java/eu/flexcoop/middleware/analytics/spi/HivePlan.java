package eu.flexcoop.middleware.analytics.spi;

import java.util.Map;
import java.util.Objects;

/**
 * HiveQL over the long-term store. The rows of the last statement are the results; its column names are their fields.
 *
 * @param script path of the HiveQL file in the module's bundle
 * @param variables values of {@code ${hivevar:name}} in the script
 */
public record HivePlan(String script, Map<String, String> variables) implements Plan {
    public HivePlan {
        Objects.requireNonNull(script, "script");
        variables = Plan.settings(variables);
    }
}
