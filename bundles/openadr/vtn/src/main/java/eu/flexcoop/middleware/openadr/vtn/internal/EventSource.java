package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.EventRefusedException;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceCommands;
import eu.flexcoop.middleware.security.api.Caller;

/** Shows events over REST; a POST is a command to {@link StoredDrEvents}, which owns them. */
@Component(service = ResourceSource.class)
public final class EventSource extends MongoSource implements SourceCommands {
    private final StoredDrEvents events;

    @Activate
    public EventSource(@Reference StoredDrEvents events) {
        super(
                "openadr:events",
                events.documents(),
                OwnerFields.of(EventDocument.ACCOUNT_IDS, EventDocument.AGGREGATOR_IDS));
        this.events = events;
    }

    @Override
    public Optional<SourceCommands> commands() {
        return Optional.of(this);
    }

    @Override
    public Map<String, Object> create(Caller caller, Document body) {
        DrEvent event = events.create(caller, request(body));
        return Map.of(
                "_id",
                events.documentId(event.id()),
                EventDocument.EVENT_ID,
                event.id(),
                EventDocument.MODIFICATION,
                event.modificationNumber(),
                EventDocument.STATUS,
                event.state().name().toLowerCase(Locale.ROOT),
                EventDocument.VEN_IDS,
                event.request().targets().stream().map(VenId::value).toList(),
                Documents.CREATED,
                Date.from(event.createdAt()),
                Documents.UPDATED,
                Date.from(event.createdAt()));
    }

    static EventRequest request(Document body) {
        try {
            return new EventRequest(
                    text(body, "market_context"),
                    targets(body),
                    instant(body.get("dtstart")),
                    text(body, "signal_name"),
                    text(body, "signal_type"),
                    intervals(body),
                    body.get("priority") instanceof Number priority ? priority.intValue() : 0,
                    Boolean.TRUE.equals(body.get("test_event")));
        } catch (ClassCastException | DateTimeException | IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    private static String text(Document body, String field) {
        if (body.get(field) instanceof String text) {
            return text;
        }
        throw refused("%s must be a text".formatted(field));
    }

    /** {@code [{"ven_id": "..."}]} or {@code ["..."]}. */
    private static List<VenId> targets(Document body) {
        List<VenId> targets = new ArrayList<>();
        if (body.get("targets") instanceof List<?> list) {
            for (Object target : list) {
                Object id = target instanceof Map<?, ?> named ? named.get(Documents.VEN_ID) : target;
                if (!(id instanceof String text)) {
                    throw refused("targets must be a list of {\"ven_id\": \"...\"}");
                }
                targets.add(new VenId(text));
            }
        }
        return targets;
    }

    private static Instant instant(Object value) {
        if (value instanceof Date date) {
            return date.toInstant();
        }
        if (value instanceof String text) {
            return OffsetDateTime.parse(text).toInstant();
        }
        throw refused("dtstart must be a date-time such as 2026-01-31T12:00:00Z");
    }

    private static List<EventRequest.Interval> intervals(Document body) {
        List<EventRequest.Interval> intervals = new ArrayList<>();
        if (body.get("intervals") instanceof List<?> list) {
            for (Object entry : list) {
                if (!(entry instanceof Map<?, ?> interval)
                        || !(interval.get("duration") instanceof String duration)
                        || !(interval.get("value") instanceof Number value)) {
                    throw refused("intervals must be a list of {\"duration\": \"PT15M\", \"value\": 1500}");
                }
                intervals.add(new EventRequest.Interval(Duration.parse(duration), value.doubleValue()));
            }
        }
        return intervals;
    }

    private static EventRefusedException refused(String what) {
        return new EventRefusedException(422, "Event was not created: " + what, "Correct the field and try again.");
    }
}
