package eu.flexcoop.middleware.resources.rest.internal.store;

import java.util.Collection;
import java.util.List;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.IndexDefinition;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;

/**
 * What the rules of a schema ask the store about documents that are written.
 *
 * @param unique a field or index is unique, so that writes need its index
 * @param any documents cannot be validated without the store
 */
public record Lookups(boolean unique, boolean any) {
    static Lookups of(ResourceDefinition definition) {
        Collection<FieldRule> rules = definition.schema().values();
        boolean unique = rules.stream().anyMatch(FieldRule::unique)
                || !UniqueField.of(definition).isEmpty()
                || definition.storage().indexes().stream().anyMatch(IndexDefinition::unique);
        return new Lookups(unique, ask(rules));
    }

    private static boolean ask(Collection<FieldRule> rules) {
        return rules.stream().flatMap(rule -> rule.constraints().stream()).anyMatch(Lookups::asks);
    }

    private static boolean asks(Constraint constraint) {
        if (constraint instanceof Constraint.Fields nested) {
            return ask(nested.fields().values());
        }
        if (constraint instanceof Constraint.Elements elements) {
            return ask(List.of(elements.rule()));
        }
        if (constraint instanceof Constraint.Items items) {
            return ask(items.rules());
        }
        if (constraint instanceof Constraint.Keys keys) {
            return ask(List.of(keys.rule()));
        }
        if (constraint instanceof Constraint.Values values) {
            return ask(List.of(values.rule()));
        }
        if (constraint instanceof Constraint.Combination combination) {
            return ask(combination.rules());
        }
        return constraint instanceof Constraint.Unique || constraint instanceof Constraint.Reference;
    }
}
