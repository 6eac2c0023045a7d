package eu.flexcoop.middleware.resources.rest.internal.store;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.Constraint.Among;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;

/**
 * A field whose values a unique index keeps apart, at any depth. In a list, each element has a value of its own, and no other document
 * may have it; within one document the validation keeps them apart.
 *
 * @param path dotted name
 * @param present a path that exists only if there is a value to index: MongoDB takes an empty list for a value of its own
 * @param least of a field that may be null, the least value that is not; empty for other fields, and where its types tell none
 */
record UniqueField(String path, Among among, String present, Optional<Object> least) {
    /** The least value of each type that an index can tell from null: a comparison selects values of its type alone. */
    private static final Map<FieldType, Object> LEAST = Map.of(
            FieldType.STRING,
            "",
            FieldType.UUID,
            "",
            FieldType.INTEGER,
            Double.NEGATIVE_INFINITY,
            FieldType.FLOAT,
            Double.NEGATIVE_INFINITY,
            FieldType.NUMBER,
            Double.NEGATIVE_INFINITY,
            FieldType.DATETIME,
            new Date(Long.MIN_VALUE),
            FieldType.OBJECTID,
            new ObjectId(new byte[12]));

    static List<UniqueField> of(ResourceDefinition definition) {
        List<UniqueField> all = new ArrayList<>();
        collect(definition.schema(), "", false, all);
        return all;
    }

    /** @param inList the object that has the fields is in a list */
    private static void collect(Map<String, FieldRule> fields, String prefix, boolean inList, List<UniqueField> all) {
        fields.forEach((name, rule) -> {
            String path = prefix + name;
            boolean list = rule.types().contains(FieldType.LIST);
            // of lists in lists, an index cannot tell empty ones from each other
            if (!path.equals("_id") && !(list && inList)) {
                add(rule, path, list ? path + ".0" : path, all);
                inside(rule, path, inList, all);
                Optional<FieldRule> element =
                        rule.constraint(Constraint.Elements.class).map(Constraint.Elements::rule);
                element.filter(each -> !each.types().contains(FieldType.LIST)).ifPresent(each -> {
                    add(each, path, path + ".0", all);
                    inside(each, path, true, all);
                });
            }
        });
    }

    private static void inside(FieldRule rule, String path, boolean inList, List<UniqueField> all) {
        rule.constraint(Constraint.Fields.class).ifPresent(object -> collect(object.fields(), path + ".", inList, all));
    }

    private static Optional<Object> least(FieldRule rule) {
        return rule.nullable() && rule.types().size() == 1
                ? Optional.ofNullable(LEAST.get(rule.types().iterator().next()))
                : Optional.empty();
    }

    /** The condition of documents that have a value. Queries for a value imply it, so that they use the index. */
    Document indexed() {
        return new Document(
                present,
                least.map(value -> new Document("$gte", value)).orElseGet(() -> new Document("$exists", true)));
    }

    private static void add(FieldRule rule, String path, String present, List<UniqueField> all) {
        for (Among among : List.of(Among.COLLECTION, Among.OWNER)) {
            if (rule.unique(among)) {
                all.add(new UniqueField(path, among, present, least(rule)));
            }
        }
    }
}
