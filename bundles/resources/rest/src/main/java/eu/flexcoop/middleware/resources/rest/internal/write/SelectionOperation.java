package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.client.ClientSession;
import com.mongodb.client.model.Filters;
import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.spi.SourceCommandException;

/** Answers PATCH and DELETE of the documents of a list that a {@code where} selects: all of them are changed, or none. */
public final class SelectionOperation {
    private static final int NAMED = 100;

    private final WriteContext context;
    private final Deletions deletions;

    public SelectionOperation(WriteContext context) {
        this.context = context;
        this.deletions = new Deletions(context.store());
    }

    /** Whether a request is about a selection and not about a whole list. */
    public static boolean isMeant(RestRequest request) {
        return request.query().containsKey("where");
    }

    public RestResponse patch(RestRequest request, OpenResource resource) {
        RowAccess rows = resource.access().of(Method.PATCH, request.caller());
        requireOwn(resource, "PATCH of several rows");
        DocumentPatching patching = new DocumentPatching(
                resource, rows, PatchReader.read(request, resource.definition(), context.settings()));
        Selection selection = Selection.of(request, resource, rows, context.settings());
        context.store().requireUniqueIndexes(resource);
        Outcome outcome = context.transactions().run(resource, session -> patch(session, request, patching, selection));
        outcome.changed().forEach(document -> context.messages().changed(resource, document));
        return outcome.response();
    }

    /** @param changed the documents that somebody is told of */
    private record Outcome(RestResponse response, List<Document> changed) {}

    private Outcome patch(ClientSession session, RestRequest request, DocumentPatching patching, Selection selection) {
        OpenResource resource = selection.resource();
        List<Object> ids = selection.ids(session);
        // one for all, so that two documents do not get one unique value
        MongoValidationContext shared = context.lookups(request, resource, null);
        Map<Object, Map<String, Object>> issues = new LinkedHashMap<>();
        boolean told = resource.definition().writes().messages().isPresent();
        List<Document> changed = new ArrayList<>();
        int[] count = {0};
        selection.forEachBatch(session, ids, batch -> {
            List<Replacement> replacements = new ArrayList<>(batch.size());
            for (Document stored : batch) {
                DocumentPatching.Result result = apply(patching, stored, shared);
                if (!result.issues().isEmpty()) {
                    issues.put(stored.get("_id"), result.issues());
                } else if (result.differs(stored)) {
                    replacements.add(new Replacement(stored, result.next()));
                }
            }
            if (issues.isEmpty()) {
                context.store().replaceAll(session, resource, replacements);
                count[0] += replacements.size();
                if (told) {
                    replacements.forEach(replacement -> changed.add(replacement.next()));
                }
            }
        });
        if (!issues.isEmpty()) {
            session.abortTransaction();
            return new Outcome(context.answers().invalidSelection(issues, NAMED), List.of());
        }
        return new Outcome(context.answers().selected(ids.size(), "_changed", count[0]), changed);
    }

    private static DocumentPatching.Result apply(
            DocumentPatching patching, Document stored, MongoValidationContext shared) {
        try {
            return patching.apply(stored, shared.of(stored.get("_id")));
        } catch (Problem e) {
            throw e.about(WriteResponses.text(stored.get("_id")));
        }
    }

    public RestResponse delete(RestRequest request, OpenResource resource) {
        RowAccess rows = resource.access().of(Method.DELETE, request.caller());
        requireOwn(resource, "DELETE of several rows");
        Selection selection = Selection.of(request, resource, rows, context.settings());
        context.store().requireUniqueIndexes(resource);
        return context.transactions().run(resource, session -> {
            List<Object> ids = selection.ids(session);
            deletions.where(session, resource, Filters.in("_id", ids));
            return context.answers().selected(ids.size(), "_removed", ids.size());
        });
    }

    private static void requireOwn(OpenResource resource, String what) {
        if (resource.own().isEmpty()) {
            throw SourceCommandException.notOffered(what);
        }
    }
}
