package eu.flexcoop.middleware.analytics.api;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** Parameters of a run do not fit the descriptor of the module. */
public class InvalidParametersException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, Object> issues;

    /** @param issues what is wrong, per parameter: a text, a list of texts, or a map for nested values */
    public InvalidParametersException(String module, Map<String, Object> issues) {
        super(
                "analytics:parameters.invalid",
                422,
                "Parameters of module '%s' are not valid: %s"
                        .formatted(
                                module,
                                new TreeMap<>(issues)
                                        .entrySet().stream()
                                                .map(issue -> issue.getKey() + ": " + issue.getValue())
                                                .collect(Collectors.joining("; "))),
                "See the descriptor of the module for its parameters.");
        this.issues = Map.copyOf(issues);
    }

    /** What is wrong, per parameter. */
    public Map<String, Object> issues() {
        return issues;
    }
}
