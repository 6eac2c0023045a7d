package eu.flexcoop.middleware.resources.rest.internal.message;

import java.util.Collection;
import java.util.Map;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A request that cannot be carried out, with the status and the sentence that the client gets. */
public final class Problem extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    /** What Eve says when it keeps its reasons to itself. */
    private static final Map<Integer, String> GENERIC = Map.of(
            400,
            "The browser (or proxy) sent a request that this server could not understand.",
            404,
            "The requested URL was not found on the server. If you entered the URL manually please check your"
                    + " spelling and try again.",
            405,
            "The method is not allowed for the requested URL.",
            409,
            "A conflict happened while processing the request. The resource might have been modified while the"
                    + " request was being processed.");

    private final boolean fixed;

    private Problem(String code, int status, String message, String advice, boolean fixed) {
        super(code, status, message, advice);
        this.fixed = fixed;
    }

    /** Something in the request is wrong. */
    public static Problem badRequest(String reason, Object... arguments) {
        return new Problem(
                "resources:request.bad", 400, reason.formatted(arguments), "Change the request as it says.", false);
    }

    /** As {@link #badRequest}, in words that clients of Eve know. */
    public static Problem badRequestWords(String words) {
        return new Problem("resources:request.bad", 400, words, "Change the request as it says.", true);
    }

    public static Problem notFound() {
        return new Problem("resources:address.unknown", 404, GENERIC.get(404), "GET the root for what there is.", true);
    }

    public static Problem unauthorized() {
        return new Problem(
                "resources:caller.unknown",
                401,
                "Please provide proper credentials",
                "Send a valid bearer token in the Authorization header.",
                true);
    }

    public static Problem methodNotAllowed() {
        return new Problem(
                "resources:method.refused", 405, GENERIC.get(405), "OPTIONS says which methods there are.", true);
    }

    public static Problem forbidden(String reason, Object... arguments) {
        return new Problem(
                "resources:access.refused",
                403,
                reason.formatted(arguments),
                "Ask the operator what the role may do.",
                true);
    }

    /** Of one bulk of JSON. */
    public static Problem tooManyDocuments(int sent, int most) {
        return new Problem(
                "resources:bulk.large",
                413,
                "The list has %d documents, at most %d are taken at once".formatted(sent, most),
                "Send several lists, or the documents as application/x-ndjson.",
                true);
    }

    /** Of one document or body. */
    public static Problem tooManyValues(int mostValues, int mostLetters) {
        return new Problem(
                "resources:body.large",
                413,
                "The body has more than %d names and values in one document, or more than %d letters"
                        .formatted(mostValues, mostLetters),
                "Send less at once, or several documents as application/x-ndjson.",
                true);
    }

    public static Problem conflict() {
        return new Problem("resources:document.conflict", 409, GENERIC.get(409), "Read again before writing.", true);
    }

    /** @param reason which operation of a patch cannot be applied to the document, and why */
    public static Problem patchRefused(String reason) {
        return new Problem(
                "resources:patch.refused",
                409,
                reason,
                "GET the document and send a patch that fits it; nothing was changed.",
                true);
    }

    public static Problem documentsBusy() {
        return new Problem(
                "resources:documents.busy",
                503,
                "Others change the same documents all the time",
                "Try again in some seconds, or with fewer documents; nothing was changed.",
                true);
    }

    /** The same case, of one of several documents. */
    public Problem about(String id) {
        return new Problem(code(), status(), "Document %s: %s".formatted(id, getMessage()), advice(), fixed);
    }

    public static Problem bodyTooLarge(long limit) {
        return new Problem(
                "http:body.too-large",
                413,
                "The request body is longer than %d bytes".formatted(limit),
                "Send smaller pieces, or CSV or NDJSON if there are many documents.",
                true);
    }

    public static Problem documentTooLarge(int limit) {
        return new Problem(
                "resources:document.too-large",
                413,
                "A document would have more than %d bytes in the database".formatted(limit),
                "Split the document, or store large parts of it elsewhere.",
                true);
    }

    public static Problem fileTooLarge(long limit) {
        return new Problem(
                "resources:file.too-large",
                413,
                "A file is longer than %d bytes".formatted(limit),
                "Send a smaller file, or ask the operator for a higher maxFileBytes.",
                true);
    }

    public static Problem noSuchRange(long length) {
        return new Problem(
                "resources:file.range",
                416,
                "The file has %d bytes, none of them in the range".formatted(length),
                "Ask for a range within the file, or for the whole.",
                true);
    }

    public static Problem historyLost() {
        return new Problem(
                "resources:changes.lost",
                410,
                "The changes after this Last-Event-ID are not kept any more",
                "Read the list again and open the stream without Last-Event-ID.",
                true);
    }

    public static Problem tooManyStreams(int most) {
        return new Problem(
                "resources:changes.too-many",
                429,
                "The caller has %d streams of changes open already".formatted(most),
                "Close one, or ask the operator for a higher changeStreams.",
                true);
    }

    public static Problem etagMissing() {
        return new Problem(
                "resources:etag.missing",
                428,
                "To edit a document its etag must be provided using the If-Match header",
                "GET the document and send its ETag as If-Match.",
                true);
    }

    public static Problem etagStale() {
        return new Problem(
                "resources:etag.stale",
                412,
                "Client and server etags don't match",
                "GET the document again, somebody else changed it.",
                true);
    }

    public static Problem cascadeTooLarge(int most) {
        return new Problem(
                "resources:cascade.too-large",
                409,
                "More than %d documents with documents of their own belong to this one".formatted(most),
                "Delete some of those that belong to it first; nothing was deleted.",
                true);
    }

    public static Problem immutableId() {
        return new Problem(
                "resources:id.immutable",
                400,
                "Attempt to update an immutable field. Usually happens when PATCH or PUT include a '_id' field, which is"
                        + " immutable (PUT can include it as long as it is unchanged).",
                "Leave the id out.",
                true);
    }

    public static Problem sourceAway(String source) {
        return new Problem(
                "resources:source.away",
                503,
                "The component that owns '%s' is not running".formatted(source),
                "Try again in some seconds; an operator sees with resource:list and bundle:list what is missing.",
                true);
    }

    /**
     * @param parameter of the query that no index serves
     * @param indexes the fields of each, in their order
     */
    public static Problem notIndexed(String parameter, Collection<String> indexes) {
        return new Problem(
                "resources:query.unindexed",
                400,
                "No index serves this '%s', and there are too many rows to read them all. Indexes: %s"
                        .formatted(parameter, String.join("; ", indexes)),
                "Filter by the first field of an index with a value, a range or $in. Sort by the fields of an index in their"
                        + " order; fields in front that the filter compares with one value may be left out.",
                true);
    }

    /** Says no names of indexes, which are those of fields that the caller may not see. */
    public static Problem indexMissing(String resource) {
        return new Problem(
                "resources:index.building",
                503,
                "Nothing can be stored in '%s' before its unique indexes are built".formatted(resource),
                "Try again later; an operator sees the progress with resource:list.",
                true);
    }

    /** A resource whose documents must change together with those of the one that is asked for is not published. */
    public static Problem resourceAway(String name) {
        return new Problem(
                "resources:resource.away",
                503,
                "Resource '%s', whose documents belong to this one, is not published".formatted(name),
                "Try again when it is; an operator sees with resource:list what is published.",
                true);
    }

    /** @param indexed fields by which a query is fast; none if that is not known */
    public static Problem tooSlow(Collection<String> indexed) {
        return new Problem(
                "resources:query.slow",
                503,
                "The query took too long and was stopped",
                indexed.isEmpty()
                        ? "Ask for a shorter range or filter by an indexed field."
                        : "Ask for a shorter range, or filter by one of the indexed fields: %s."
                                .formatted(String.join(", ", indexed)),
                true);
    }

    /** The sentence for the client: the reason, or only Eve's words. */
    public String words(boolean explained) {
        return explained || fixed ? getMessage() : GENERIC.getOrDefault(status(), getMessage());
    }
}
