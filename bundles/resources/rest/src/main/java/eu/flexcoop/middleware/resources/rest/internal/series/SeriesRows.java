package eu.flexcoop.middleware.resources.rest.internal.series;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.Aggregation;
import eu.flexcoop.middleware.resources.api.Aggregation.Function;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;

/** The rows of a time series that one request is about, read with pipelines that share the time of a query. */
final class SeriesRows {
    private static final DocumentCodec DOCUMENTS = new DocumentCodec();
    private static final Set<Function> ORDERED = Set.of(Function.FIRST, Function.LAST);

    private final ResourceSource source;
    private final Caller caller;
    private final Bson filter;
    private final Aggregation aggregation;
    private final long deadline;

    /** @param timeout for all pipelines together */
    SeriesRows(ResourceSource source, Caller caller, Bson filter, Aggregation aggregation, Duration timeout) {
        this.source = source;
        this.caller = caller;
        this.filter = filter;
        this.aggregation = aggregation;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /** A stage that selects the rows whose time meets a condition. */
    Document match(Document dates) {
        return new Document("$match", QueryFilters.and(filter, new Document(aggregation.indexField(), dates)));
    }

    /** The stages that make groups of rows. */
    List<Document> grouped(Document group) {
        List<Document> stages = new ArrayList<>();
        if (aggregation.fields().values().stream().anyMatch(ORDERED::contains)) {
            stages.add(new Document("$sort", new Document(aggregation.indexField(), 1)));
        }
        stages.add(new Document("$group", group));
        return stages;
    }

    /** @throws Problem if no time is left */
    List<Document> read(List<? extends Bson> pipeline) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (left.toMillis() < 1) {
            throw Problem.tooSlow(source.indexed());
        }
        List<Document> rows = new ArrayList<>();
        try (SourceRows found = source.aggregate(pipeline, left, caller)) {
            found.forEachRemaining(row -> rows.add(row.decode(DOCUMENTS)));
        }
        return rows;
    }

    /** The time of the first row, or of the last one; empty if there are none. */
    Optional<Date> end(boolean first) {
        String field = aggregation.indexField();
        return read(List.of(
                        match(new Document("$type", "date")),
                        new Document("$sort", new Document(field, first ? 1 : -1)),
                        new Document("$limit", 1),
                        new Document("$project", new Document("_id", 0).append("at", "$" + field))))
                .stream()
                .findFirst()
                .map(row -> row.getDate("at"));
    }
}
