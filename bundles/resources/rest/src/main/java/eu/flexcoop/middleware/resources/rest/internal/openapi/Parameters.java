package eu.flexcoop.middleware.resources.rest.internal.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.ApiSettings.Writing;
import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Queries;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.PagePosition;

/** The parameters of requests: those of a query as far as the definition allows them, and the headers of conditions. */
final class Parameters {
    private static final Document TEXT = new Document("type", "string");

    private final RestSettings settings;

    Parameters(RestSettings settings) {
        this.settings = settings;
    }

    List<Document> list(ResourceDefinition definition) {
        Queries queries = definition.queries();
        List<Document> parameters = new ArrayList<>();
        if (!definition.storage().pipeline().isEmpty()) {
            parameters.add(query("aggregate", TEXT, "JSON object with the values of the aggregation's parameters."));
            if (queries.pagination()) {
                parameters.add(page());
            }
            parameters.add(maxResults(definition));
            return parameters;
        }
        if (!queries.filters().isEmpty()) {
            parameters.add(where(queries));
        }
        if (queries.sorting()) {
            parameters.add(
                    query("sort", TEXT, "Fields in order of weight, separated by commas; a minus sorts downwards.")
                            .append("example", "-_updated"));
        }
        if (queries.projection()) {
            parameters.add(projection());
        }
        if (embeds(definition)) {
            parameters.add(embedded());
        }
        if (queries.pagination()) {
            parameters.add(page());
            parameters.add(after());
        }
        parameters.add(query(
                "count",
                new Document("enum", List.of("true", "false", "exact")),
                "Whether the documents are counted: up to a bound, not at all, or exactly, which may take long."));
        parameters.add(maxResults(definition));
        return parameters;
    }

    List<Document> changes(ResourceDefinition definition) {
        List<Document> parameters = new ArrayList<>();
        if (!definition.queries().filters().isEmpty()) {
            parameters.add(where(definition.queries()));
        }
        parameters.add(
                header("Last-Event-ID", false, "Id of the last event that the client has; it gets those after it."));
        return parameters;
    }

    List<Document> aggregate(ResourceDefinition definition) {
        List<Document> parameters = new ArrayList<>();
        if (!definition.queries().filters().isEmpty()) {
            parameters.add(where(definition.queries()));
        }
        parameters.add(query(
                        "tz",
                        new Document("type", "string").append("default", "UTC"),
                        "Time zone whose days, weeks, months and years are meant.")
                .append("example", "Europe/Madrid"));
        parameters.add(query(
                "fill",
                new Document("enum", List.of("null", "previous", "linear")),
                "What stands in periods without rows; they are left out otherwise."));
        parameters.add(page());
        parameters.add(after());
        parameters.add(maxResults(definition));
        return parameters;
    }

    List<Document> item(ResourceDefinition definition) {
        List<Document> parameters = new ArrayList<>();
        if (definition.queries().projection()) {
            parameters.add(projection());
        }
        if (embeds(definition)) {
            parameters.add(embedded());
        }
        if (definition.writes().versioned()) {
            Document number = new Document("type", "integer").append("minimum", 1);
            Document word = new Document("enum", List.of("all", "diffs"));
            parameters.add(query(
                    "version",
                    new Document("anyOf", List.of(number, word)),
                    "Version of the document; all for a list of them, diffs for what changed with each."));
        }
        if (settings.api().writing().etags()) {
            parameters.add(header("If-None-Match", false, "ETag that the client has; 304 if it is the document's."));
        }
        parameters.add(header("If-Modified-Since", false, "Date of the client's copy; 304 if it is not older."));
        return parameters;
    }

    /**
     * None if documents have no ETags.
     *
     * @param existing there must be a document to change
     */
    List<Document> ifMatch(boolean existing) {
        Writing writing = settings.api().writing();
        if (!writing.etags()) {
            return List.of();
        }
        return List.of(header(
                "If-Match",
                existing && writing.etagNeeded(),
                existing
                        ? "ETag of the document that the client read, or * for any state of it."
                        : "ETag of the document if there is one already, or * for any state of it."));
    }

    /** A response with the header for it, if documents have ETags. */
    Document tagged(Document response) {
        return settings.api().writing().etags()
                ? response.append(
                        "headers", Components.headers(Map.of("ETag", "Version of the document, for If-Match.")))
                : response;
    }

    /** Which documents of a list are changed or deleted. */
    static Document selection(ResourceDefinition definition, boolean required) {
        Document where = where(definition.queries());
        String text = required ? "" : " Without it, all documents are deleted.";
        return where.append("description", where.getString("description") + " At most 1000 documents." + text)
                .append("required", required);
    }

    static Document upsert(ResourceDefinition definition) {
        List<String> keys = new ArrayList<>(List.of(definition.item().idField()));
        definition.schema().forEach((field, rule) -> {
            if (rule.unique() && !rule.types().contains(FieldType.LIST) && !keys.contains(field)) {
                keys.add(field);
            }
        });
        return query(
                        "upsert",
                        new Document("enum", keys),
                        "A document replaces the one that has the same value in this field; JSON only.")
                .append("allowEmptyValue", true);
    }

    private static Document where(Queries queries) {
        String fields = queries.filters().contains("*")
                ? ""
                : " Of these fields: %s.".formatted(String.join(", ", queries.filters()));
        return query(
                        "where",
                        TEXT,
                        "Filter: a query of MongoDB as JSON, or comparisons joined by 'and' and 'or'." + fields)
                .append("example", "{\"_updated\": {\"$gt\": \"2026-01-01T00:00:00.000000Z\"}}");
    }

    private static boolean embeds(ResourceDefinition definition) {
        return definition.queries().embedding()
                && definition.schema().values().stream().anyMatch(Parameters::refers);
    }

    private static boolean refers(FieldRule rule) {
        return rule.constraints().stream()
                .anyMatch(constraint -> constraint instanceof Constraint.Reference reference && reference.embeddable()
                        || constraint instanceof Constraint.Elements elements && refers(elements.rule())
                        || constraint instanceof Constraint.Fields nested
                                && nested.fields().values().stream().anyMatch(Parameters::refers));
    }

    private static Document embedded() {
        return query(
                "embedded",
                TEXT,
                "JSON object with the references that are replaced by their documents (1) or not (0); dotted names for"
                        + " those in documents that are embedded themselves.");
    }

    private static Document projection() {
        return query("projection", TEXT, "JSON object with the fields that are wanted (1) or not (0).")
                .append("example", "{\"_id\": 1}");
    }

    private static Document page() {
        return query(
                "page", new Document("type", "integer").append("minimum", 1).append("default", 1), "Page, from 1.");
    }

    private static Document after() {
        return query(
                        PagePosition.PARAMETER,
                        TEXT,
                        "Pages by position, which are as fast at the end as at the beginning: empty for the first page, the others"
                                + " come from the link 'next'. Not together with 'page'.")
                .append("allowEmptyValue", true);
    }

    private Document maxResults(ResourceDefinition definition) {
        int limit = definition.queries().pageLimit() > 0 ? definition.queries().pageLimit() : settings.pageLimit();
        Document schema = new Document("type", "integer").append("minimum", 1);
        if (definition.queries().pagination()) {
            schema.append("maximum", limit).append("default", Math.min(settings.pageSize(), limit));
        }
        return query("max_results", schema, "Most documents of a page.");
    }

    private static Document query(String name, Document schema, String description) {
        return new Document("name", name)
                .append("in", "query")
                .append("description", description)
                .append("schema", schema);
    }

    private static Document header(String name, boolean required, String description) {
        return new Document("name", name)
                .append("in", "header")
                .append("required", required)
                .append("description", description)
                .append("schema", TEXT);
    }

    /** A part of the path. */
    static Document path(String name, Document schema, String description) {
        return new Document("name", name)
                .append("in", "path")
                .append("required", true)
                .append("description", description)
                .append("schema", schema);
    }
}
