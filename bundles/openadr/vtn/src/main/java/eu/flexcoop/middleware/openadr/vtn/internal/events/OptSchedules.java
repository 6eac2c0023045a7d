package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/**
 * Which VENs have opted out for a time by a schedule of EiOpt. Of several schedules that cover the time the one created last counts
 * (OpenADR 2.0b, EiOpt). Schedules for single resources or device classes leave the VEN as a whole available.
 */
final class OptSchedules {
    private final MongoCollection<Document> opts;

    OptSchedules(MongoCollection<Document> opts) {
        this.opts = opts;
    }

    /** The VENs that do not take part in an event, each with the reason. One query. */
    Map<VenId, String> optedOut(Collection<VenId> vens, EventTerms terms) {
        Map<VenId, String> optedOut = new HashMap<>();
        opts.find(Filters.and(
                        Filters.in(
                                DocumentFields.VEN_ID,
                                vens.stream().map(VenId::value).toList()),
                        Filters.exists(StoredOpts.AVAILABILITY + ".0"),
                        Filters.in(StoredOpts.MARKET_CONTEXT, null, terms.marketContext()),
                        Filters.size(StoredOpts.RESOURCE_IDS, 0),
                        Filters.size(StoredOpts.DEVICE_CLASSES, 0)))
                .sort(Sorts.ascending(StoredOpts.CREATED_AT))
                .forEach(opt -> {
                    if (covers(opt, terms)) {
                        VenId ven = new VenId(opt.getString(DocumentFields.VEN_ID));
                        if (OptType.OPT_OUT.token().equals(opt.getString(StoredOpts.OPT_TYPE))) {
                            optedOut.put(ven, "opted out by opt '%s'".formatted(opt.getString(StoredOpts.OPT_ID)));
                        } else {
                            optedOut.remove(ven);
                        }
                    }
                });
        return optedOut;
    }

    private static boolean covers(Document opt, EventTerms terms) {
        return Documents.list(opt, StoredOpts.AVAILABILITY).stream().anyMatch(slot -> {
            Instant start = Documents.instant(slot, StoredOpts.SLOT_START);
            Duration length = Duration.parse(slot.getString(StoredOpts.SLOT_DURATION));
            return start.isBefore(terms.end()) && start.plus(length).isAfter(terms.start());
        });
    }
}
