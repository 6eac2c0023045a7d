package eu.flexcoop.middleware.openadr.vtn.internal.answers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenOpts;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.RowFilter;

/** Shows the history and the standing opts, each in the order of its indexes. */
@Component
public final class StoredVenOpts implements VenOpts {
    private static final String SEPARATOR = "~";

    private final OptHistory history;
    private final StandingOpts standing;

    @Activate
    public StoredVenOpts(@Reference OptHistory history, @Reference StandingOpts standing) {
        this.history = history;
        this.standing = standing;
    }

    @Override
    public List<Entry> list(Caller caller, Filter filter, Optional<String> after, int limit) {
        List<Bson> conditions = new ArrayList<>();
        RowFilter rows = caller.rows(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID);
        if (rows instanceof RowFilter.None) {
            return List.of();
        }
        if (rows instanceof RowFilter.Equal own) {
            own.values().forEach((field, value) -> conditions.add(Filters.eq(field, value)));
        }
        filter.ven().ifPresent(ven -> conditions.add(Filters.eq(DocumentFields.VEN_ID, ven.value())));
        filter.eventId().ifPresent(event -> conditions.add(Filters.eq(Opt.EVENT_ID, event)));
        // both kinds are named when either will do: the index of kinds then gives the order of the list
        conditions.add(filter.kind()
                .map(kind -> Filters.eq(OptHistory.KIND, text(kind)))
                .orElse(Filters.in(OptHistory.KIND, OptHistory.EVENT, OptHistory.SCHEDULE)));
        after.ifPresent(place -> conditions.add(filter.standing() ? afterStanding(place) : afterAnswer(place)));
        return (filter.standing() ? standing.documents() : history.documents())
                .find(Filters.and(conditions))
                .sort(
                        filter.standing()
                                ? Sorts.ascending(DocumentFields.VEN_ID, Opt.OPT_ID)
                                : Sorts.descending(OptHistory.RECEIVED_AT, "_id"))
                .limit(limit)
                .map(document -> entry(document, filter.standing()))
                .into(new ArrayList<>());
    }

    private static Bson afterAnswer(String place) {
        String[] parts = parts(place);
        if (!parts[0].matches("\\d{1,15}") || !ObjectId.isValid(parts[1])) {
            throw noPlace(place);
        }
        Date at = new Date(Long.parseLong(parts[0]));
        return Filters.and(
                Filters.lte(OptHistory.RECEIVED_AT, at),
                Filters.or(Filters.lt(OptHistory.RECEIVED_AT, at), Filters.lt("_id", new ObjectId(parts[1]))));
    }

    private static Bson afterStanding(String place) {
        String[] parts = parts(place);
        return Filters.and(
                Filters.gte(DocumentFields.VEN_ID, parts[0]),
                Filters.or(Filters.gt(DocumentFields.VEN_ID, parts[0]), Filters.gt(Opt.OPT_ID, parts[1])));
    }

    private static String[] parts(String place) {
        String[] parts = place.split(SEPARATOR, 2);
        if (parts.length != 2) {
            throw noPlace(place);
        }
        return parts;
    }

    private static IllegalArgumentException noPlace(String place) {
        return new IllegalArgumentException("'%s' is no row of this list".formatted(place));
    }

    private static Entry entry(Document document, boolean standing) {
        Instant at = Documents.instant(document, standing ? DocumentFields.UPDATED : OptHistory.RECEIVED_AT);
        String ven = document.getString(DocumentFields.VEN_ID);
        Optional<String> optId = Documents.optionalString(document, Opt.OPT_ID);
        return new Entry(
                standing
                        ? ven + SEPARATOR + optId.orElse("")
                        : at.toEpochMilli() + SEPARATOR + document.getObjectId("_id"),
                at,
                new VenId(ven),
                OptHistory.SCHEDULE.equals(document.getString(OptHistory.KIND)) ? Kind.SCHEDULE : Kind.EVENT,
                Documents.optionalString(document, OptHistory.SOURCE).orElse("oadrCreateOpt"),
                document.getString(Opt.OPT_TYPE),
                optId,
                Documents.optionalString(document, Opt.EVENT_ID),
                Documents.optionalString(document, OptHistory.REMARK)
                        .or(() -> Documents.optionalString(document, Opt.REASON))
                        .orElse(""));
    }

    private static String text(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
