package eu.flexcoop.middleware.analytics.api;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** Parameters of a run do not fit the descriptor of the module. */
public class InvalidParametersException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> issues;

    /** @param issues what is wrong, per parameter */
    public InvalidParametersException(String module, Map<String, String> issues) {
        super(
                "analytics:parameters.invalid",
                422,
                "Parameters of module '%s' are wrong: %s"
                        .formatted(
                                module,
                                new TreeMap<>(issues)
                                        .entrySet().stream()
                                                .map(issue -> issue.getKey() + ": " + issue.getValue())
                                                .collect(Collectors.joining("; "))),
                "module:list shows the parameters of each module.");
        this.issues = Map.copyOf(issues);
    }

    /** What is wrong, per parameter. */
    public Map<String, String> issues() {
        return issues;
    }
}
