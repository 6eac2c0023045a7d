package eu.flexcoop.middleware.resources.rest.internal.series;

import java.util.Date;
import java.util.Optional;

import com.mongodb.MongoClientSettings;
import org.bson.BsonValue;
import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Aggregation;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.query.PagePosition;

/**
 * Where a page of a time series begins.
 *
 * @param page in the order of periods and series
 */
record SeriesPosition(PagePosition page) {
    private static final String PERIOD = "_id.period";
    private static final String SERIES = "_id.series";

    /** @throws Problem if the parameter is not that of a link to a next page */
    static SeriesPosition of(RestRequest request, Aggregation aggregation) {
        Document order = new Document(PERIOD, 1);
        aggregation.groupBy().ifPresent(field -> order.append(SERIES, 1));
        Optional<String> text = request.parameter(PagePosition.PARAMETER);
        if (text.isEmpty()) {
            return new SeriesPosition(PagePosition.first(order));
        }
        PagePosition page = PagePosition.parse(text.get(), order);
        if (!page.order().equals(order) || !page.after().get(0).isDateTime()) {
            throw Problem.badRequest("'after' is not what a link to a next page has; leave its value out to begin");
        }
        return new SeriesPosition(page);
    }

    Document order() {
        return page.order();
    }

    /** The period of the row before the page; empty for the first page. */
    Optional<Date> period() {
        return page.after().stream().findFirst().map(BsonValue::asDateTime).map(date -> new Date(date.getValue()));
    }

    /** A stage that selects the groups of the page and those that follow; empty for the first page. */
    Optional<Document> match() {
        return page.after().isEmpty()
                ? Optional.empty()
                : Optional.of(new Document("$match", page.filter(new Document())));
    }

    /** Whether a group of {@link #order} is behind the position. */
    boolean isBefore(Document group) {
        if (page.after().isEmpty()) {
            return true;
        }
        Document id = group.get("_id", Document.class);
        int periods = id.getDate("period").compareTo(period().orElseThrow());
        if (periods != 0 || page.after().size() == 1) {
            return periods > 0;
        }
        BsonValue series = page.after().get(1);
        return id.get("series") instanceof String text
                && (!series.isString() || text.compareTo(series.asString().getValue()) > 0);
    }

    String behind(Document row) {
        return page.behind(row.toBsonDocument(Document.class, MongoClientSettings.getDefaultCodecRegistry()));
    }
}
