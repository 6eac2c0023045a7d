package eu.flexcoop.middleware.resources.core.internal.validation;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import eu.flexcoop.middleware.resources.api.Constraint;

/** Tries several rules on copies of the value and counts those that hold. */
final class CombinationCheck implements Check {
    private final Constraint.Quantifier quantifier;
    private final CompiledRule[] rules;

    CombinationCheck(Constraint.Combination combination) {
        this.quantifier = combination.quantifier();
        this.rules = Checks.compile(combination.rules());
    }

    @Override
    public Object apply(String field, Object value, Scope scope, Issues issues) {
        Object accepted = value;
        int good = 0;
        Map<String, Object> failures = new LinkedHashMap<>();
        for (int i = 0; i < rules.length; i++) {
            Issues found = new Issues();
            // each rule may cast inner values its own way; only what a rule that holds has cast is kept
            Object tried = rules[i].check(field, CompiledFields.copy(accepted), scope, found);
            if (found.none()) {
                good++;
                accepted = good == 1 || quantifier == Constraint.Quantifier.ALLOF ? tried : accepted;
            } else {
                failures.put(
                        "%s definition %d".formatted(quantifier.name().toLowerCase(Locale.ROOT), i), found.result());
            }
        }
        report(good, failures, issues);
        return quantifier == Constraint.Quantifier.NONEOF ? value : accepted;
    }

    private void report(int good, Map<String, Object> failures, Issues issues) {
        String message =
                switch (quantifier) {
                    case ANYOF -> good == 0 ? "no definitions validate" : null;
                    case ALLOF -> good < rules.length ? "one or more definitions don't validate" : null;
                    case ONEOF -> good != 1 ? "none or more than one rule validate" : null;
                    case NONEOF -> good > 0 ? "one or more definitions validate" : null;
                };
        if (message == null) {
            return;
        }
        issues.add(quantifier.name().toLowerCase(Locale.ROOT), message);
        if (!failures.isEmpty()) {
            issues.nested(failures);
        }
    }
}
