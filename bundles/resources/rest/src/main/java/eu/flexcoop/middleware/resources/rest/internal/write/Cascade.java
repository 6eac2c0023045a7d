package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.mongodb.client.ClientSession;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;

/**
 * A document that is deleted with those that belong to it ({@code delete_cascade}), those that belong to these, and so on, in one
 * transaction. References may form a circle: each document is met once. Documents to which others may belong are counted and bounded,
 * because their ids are in memory and in queries; those of the last level are not.
 */
final class Cascade {
    static final int MOST = 1000;

    private final WriteContext context;
    private final Deletions deletions;
    private final OpenResource root;
    /** All that the cascade may reach, by name. */
    private final Map<String, OpenResource> reached = new LinkedHashMap<>();

    /** @throws Problem 503 if a resource that the cascade may reach is not published, or its unique indexes are not built */
    Cascade(WriteContext context, Deletions deletions, OpenResource root) {
        this.context = context;
        this.deletions = deletions;
        this.root = root;
        reach(root);
        reached.values().forEach(context.store()::requireUniqueIndexes);
    }

    private void reach(OpenResource first) {
        Deque<OpenResource> open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty()) {
            OpenResource resource = open.poll();
            if (reached.putIfAbsent(resource.definition().name(), resource) == null) {
                resource.definition().writes().cascade().keySet().forEach(name -> open.add(context.open(name)));
            }
        }
    }

    /** Documents of a resource that go. */
    private record Step(OpenResource resource, Bson filter) {}

    /** @throws Problem 412 if the document has another state now, 409 if too many documents would go */
    void remove(Document stored) {
        context.transactions().run(root, session -> {
            Bson state = DocumentStore.same(root, stored);
            if (root.collection().countDocuments(session, state) == 0) {
                throw Problem.etagStale();
            }
            remove(session, new Step(root, state));
            return true;
        });
    }

    private void remove(ClientSession session, Step first) {
        Map<String, Set<Object>> found = new HashMap<>();
        Deque<Step> open = new ArrayDeque<>(List.of(first));
        int total = 0;
        while (!open.isEmpty()) {
            Step step = open.poll();
            Map<String, String> cascade = step.resource().definition().writes().cascade();
            if (cascade.isEmpty()) {
                deletions.where(session, step.resource(), step.filter());
                continue;
            }
            Set<Object> known =
                    found.computeIfAbsent(step.resource().definition().name(), name -> new LinkedHashSet<>());
            List<Document> fresh = find(session, step, known);
            total += fresh.size();
            if (total > MOST) {
                throw Problem.cascadeTooLarge(MOST);
            }
            fresh.forEach(document -> known.add(document.get("_id")));
            cascade.forEach((name, field) -> open.addAll(steps(step.resource(), fresh, reached.get(name), field)));
        }
        found.forEach((name, ids) -> deletions.where(session, reached.get(name), Filters.in("_id", ids)));
    }

    /**
     * The dependents of these documents. Documents of other owners that name the same id are none of them, so there is a step for each
     * owner.
     */
    private static List<Step> steps(
            OpenResource resource, List<Document> documents, OpenResource dependent, String field) {
        String idField = resource.definition().item().idField();
        Map<Document, Set<Object>> ids = new LinkedHashMap<>();
        for (Document document : documents) {
            Document owner = sameOwner(resource.definition(), document, dependent.definition());
            ids.computeIfAbsent(owner, key -> new HashSet<>()).add(document.get(idField));
        }
        List<Step> steps = new ArrayList<>();
        ids.forEach((owner, keys) -> steps.add(new Step(dependent, QueryFilters.and(Filters.in(field, keys), owner))));
        return steps;
    }

    /** Of the dependents that say their owner, those whose owner is the document's. */
    private static Document sameOwner(ResourceDefinition definition, Document stored, ResourceDefinition dependent) {
        Document owner = new Document();
        ownerFields(definition)
                .filter(field -> stored.containsKey(field) && dependent.schema().containsKey(field))
                .forEach(field -> owner.putAll(QueryFilters.equal(field, stored.get(field))));
        return owner;
    }

    private static Stream<String> ownerFields(ResourceDefinition definition) {
        return definition.access().grants().values().stream().flatMap(grant -> grant.rows().keySet().stream());
    }

    private static List<Document> find(ClientSession session, Step step, Set<Object> known) {
        ResourceDefinition definition = step.resource().definition();
        return step.resource()
                .collection()
                .find(session, QueryFilters.and(step.resource().filter(), step.filter(), Filters.nin("_id", known)))
                .projection(Projections.include(
                        Stream.concat(Stream.of("_id", definition.item().idField()), ownerFields(definition))
                                .distinct()
                                .toList()))
                .limit(MOST + 1)
                .into(new ArrayList<>());
    }
}
