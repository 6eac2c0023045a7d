package eu.flexcoop.middleware.resources.spi;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** A client asks for something that a source does not offer. */
public class SourceCommandException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    private SourceCommandException(String code, int status, String message, String advice) {
        super(code, status, message, advice);
    }

    /** The owner of the data does not accept the method. */
    public static SourceCommandException notOffered(String method) {
        return new SourceCommandException(
                "resources:source.method",
                405,
                "The owner of this data does not accept %s".formatted(method),
                "Use GET; the documentation of the resource says what else there is.");
    }

    static SourceCommandException oneAtATime() {
        return new SourceCommandException(
                "resources:source.bulk",
                400,
                "The owner of this data takes one document at a time",
                "POST the documents one by one.");
    }

    static SourceCommandException notCompared(String field, String advice) {
        return new SourceCommandException(
                "resources:source.field",
                400,
                "'%s' cannot be filtered or sorted by: it is not stored with the rows".formatted(field),
                advice);
    }

    static SourceCommandException unknownOperator(String operator) {
        return new SourceCommandException(
                "resources:source.operator",
                400,
                "'%s' cannot be used here, where rows are compared outside of the database".formatted(operator),
                "Use equality, $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists, $and, $or, $nor.");
    }

    static SourceCommandException notAggregated(String source) {
        return new SourceCommandException(
                "resources:source.aggregate",
                405,
                "%s cannot be aggregated".formatted(source),
                "GET the list and aggregate its rows.");
    }
}
