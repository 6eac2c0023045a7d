package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code mongo_query_whitelist}: operators that {@code where} may use beside the usual ones. */
final class QueryOperators {
    private static final Set<String> ADDABLE = new TreeSet<>(Set.of("$comment", "$polygon", "$regex", "$uniqueDocs"));
    private static final Set<String> SCRIPTS = Set.of("$where", "$function", "$accumulator");

    private QueryOperators() {}

    static Set<String> added(JsonLocation root) throws DefinitionException {
        Set<String> operators = new LinkedHashSet<>();
        if (!root.has("mongo_query_whitelist")) {
            return operators;
        }
        for (JsonLocation element : root.at("mongo_query_whitelist").elements()) {
            String operator = element.text();
            if (SCRIPTS.contains(operator)) {
                element.note("operator %s runs JavaScript and is never allowed, remove it", operator);
            }
            if (!SCRIPTS.contains(operator) && !ADDABLE.contains(operator)) {
                element.note(
                        "operator '%s' cannot be added, use of %s; the usual operators need no entry",
                        operator, String.join(", ", ADDABLE));
            }
            operators.add(operator);
        }
        return operators;
    }
}
