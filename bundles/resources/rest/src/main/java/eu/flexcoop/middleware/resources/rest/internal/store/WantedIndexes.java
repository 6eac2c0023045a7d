package eu.flexcoop.middleware.resources.rest.internal.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.AddressPattern;
import eu.flexcoop.middleware.resources.api.Constraint.Among;
import eu.flexcoop.middleware.resources.api.IndexDefinition;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;

/** The indexes that a definition needs: for addresses, owners of rows, time series and unique fields, and those that it names. */
final class WantedIndexes {
    private static final String NOT_NULL = "_not_null";

    private WantedIndexes() {}

    /** By collection: the resource's own and, with versions, that of its history, which has the indexes of the definition, too. */
    static Map<String, List<IndexDefinition>> everywhere(ResourceDefinition definition) {
        Map<String, List<IndexDefinition>> all = new LinkedHashMap<>();
        all.put(definition.storage().collection(), of(definition));
        if (definition.writes().versioned()) {
            List<IndexDefinition> ofHistory = new ArrayList<>(List.of(VersionHistory.index()));
            // several states of one document have equal values
            definition.storage().indexes().stream()
                    .filter(index -> !index.unique())
                    .forEach(ofHistory::add);
            all.put(VersionHistory.collection(definition.storage().collection()), ofHistory);
        }
        return all;
    }

    /** Each name once; an index that the definition names replaces one of the platform with that name. */
    private static List<IndexDefinition> of(ResourceDefinition definition) {
        Map<String, IndexDefinition> indexes = new LinkedHashMap<>();
        for (UniqueField field : UniqueField.of(definition)) {
            add(
                    indexes,
                    field.among() == Among.OWNER
                            ? uniqueToOwner(definition, field)
                            : unique(field, definition.writes().softDelete()));
        }
        Set<String> owners = new LinkedHashSet<>();
        plain(indexes, definition.item().idField());
        plain(indexes, definition.item().lookupField());
        definition
                .access()
                .grants()
                .values()
                .forEach(grant -> owners.addAll(grant.rows().keySet()));
        definition.access().eve().ownerField().ifPresent(owners::add);
        if (AddressPattern.isPattern(definition.url())) {
            AddressPattern.of(definition.url()).parameters().forEach(parameter -> owners.add(parameter.name()));
        }
        owners.forEach(field -> plain(indexes, field));
        definition.item().additional().ifPresent(lookup -> plain(indexes, lookup.field()));
        definition.aggregation().ifPresent(aggregation -> {
            plain(indexes, aggregation.indexField());
            aggregation.groupBy().ifPresent(owners::add);
            owners.forEach(field -> add(indexes, ascending(field, aggregation.indexField(), "_id")));
        });
        definition.storage().indexes().forEach(index -> add(indexes, index));
        return List.copyOf(indexes.values());
    }

    /** Names of unique indexes that an earlier definition may have left, with another {@code soft_delete} or {@code nullable}. */
    static Set<String> outdated(ResourceDefinition definition) {
        Set<String> names = new LinkedHashSet<>();
        boolean softDelete = definition.writes().softDelete();
        Set<String> fields = new LinkedHashSet<>(definition.schema().keySet());
        UniqueField.of(definition).forEach(field -> {
            fields.add(field.path());
            String other = field.least().isPresent() ? "" : NOT_NULL;
            names.add(uniqueName(field.path(), softDelete) + other);
            names.add(uniqueToOwnerName(field.path(), softDelete) + other);
        });
        fields.forEach(field -> {
            for (String end : List.of("", NOT_NULL)) {
                names.add(uniqueName(field, !softDelete) + end);
                names.add(uniqueToOwnerName(field, !softDelete) + end);
            }
        });
        definition.storage().indexes().forEach(index -> names.remove(index.name()));
        return names;
    }

    private static void plain(Map<String, IndexDefinition> indexes, String field) {
        // the unique index of live documents does not serve queries that want deleted ones, too
        if (!field.equals("_id") && !indexes.containsKey(uniqueName(field, false))) {
            add(indexes, ascending(field, "_id"));
        }
    }

    private static void add(Map<String, IndexDefinition> indexes, IndexDefinition index) {
        indexes.put(index.name(), index);
    }

    /** With the name that MongoDB gives an index that gets none. */
    private static IndexDefinition ascending(String... fields) {
        Document key = new Document();
        List<String> name = new ArrayList<>();
        for (String field : fields) {
            key.append(field, 1);
            name.add(field + "_1");
        }
        return new IndexDefinition(String.join("_", name), key, new Document());
    }

    /** Documents without a value do not clash. The name differs, so that a plain index of an older definition may stay. */
    private static IndexDefinition unique(UniqueField field, boolean softDelete) {
        Document indexed = field.indexed();
        if (softDelete) {
            indexed.append(DocumentFields.DELETED, false);
        }
        return new IndexDefinition(
                uniqueName(field.path(), softDelete) + end(field),
                new Document(field.path(), 1),
                new Document("unique", true).append("partialFilterExpression", indexed));
    }

    /** Without owners, unique in the collection. */
    private static IndexDefinition uniqueToOwner(ResourceDefinition definition, UniqueField field) {
        boolean softDelete = definition.writes().softDelete();
        IndexDefinition unique = unique(field, softDelete);
        return definition
                .access()
                .eve()
                .ownerField()
                .map(owner -> new IndexDefinition(
                        uniqueToOwnerName(field.path(), softDelete) + end(field),
                        new Document(owner, 1).append(field.path(), 1),
                        unique.options()))
                .orElse(unique);
    }

    /** Its condition is another one, so that it has another name. */
    private static String end(UniqueField field) {
        return field.least().isPresent() ? NOT_NULL : "";
    }

    private static String uniqueToOwnerName(String field, boolean softDelete) {
        return field + (softDelete ? "_unique_to_owner_live" : "_unique_to_owner");
    }

    private static String uniqueName(String field, boolean softDelete) {
        return field + (softDelete ? "_unique_live" : "_unique");
    }
}
