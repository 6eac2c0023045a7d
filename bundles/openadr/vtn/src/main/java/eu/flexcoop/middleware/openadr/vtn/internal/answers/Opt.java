package eu.flexcoop.middleware.openadr.vtn.internal.answers;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bson.Document;

import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.EventRef;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.Slot;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/**
 * An opt of EiOpt, for an event or for periods.
 *
 * @param answerId its entry in the history
 * @param marketContext absent for all
 * @param availability periods of a schedule; empty if an event is meant
 * @param createdAt by the VEN's clock, in milliseconds as the store keeps it
 * @param resourceIds resources of the VEN that it is for
 * @param deviceClasses kinds of devices that it is for
 */
public record Opt(
        String answerId,
        String optId,
        OptType type,
        String reason,
        Optional<String> marketContext,
        List<Slot> availability,
        Instant createdAt,
        String requestId,
        Optional<EventRef> event,
        List<String> resourceIds,
        List<String> deviceClasses) {
    static final String ANSWER_ID = "answer_id";
    public static final String OPT_ID = "opt_id";
    static final String OPT_TYPE = "opt_type";
    static final String REASON = "opt_reason";
    static final String MARKET_CONTEXT = "market_context";
    static final String RESOURCE_IDS = "resource_ids";
    static final String DEVICE_CLASSES = "device_classes";
    static final String CREATED_AT = "created_date_time";
    static final String REQUEST_ID = "request_id";
    static final String EVENT_ID = "event_id";
    static final String MODIFICATION = "modification_number";
    /** Periods of a schedule. */
    static final String AVAILABILITY = "availability";

    private static final String SLOT_START = "dtstart";
    private static final String SLOT_DURATION = "duration";

    public static Opt of(CreateOpt create, String answerId) {
        return new Opt(
                answerId,
                create.optId(),
                create.optType(),
                create.reason(),
                create.marketContext(),
                create.availability().stream()
                        .map(slot -> new Slot(stored(slot.start()), slot.duration()))
                        .toList(),
                stored(create.createdAt()),
                create.requestId(),
                create.event(),
                create.target().resourceIds(),
                Stream.of(Optional.of(create.target()), create.deviceClass())
                        .flatMap(Optional::stream)
                        .map(Target::deviceClasses)
                        .flatMap(List::stream)
                        .distinct()
                        .toList());
    }

    private static Instant stored(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Empty {@code resource_ids} and {@code device_classes} of the document mean the whole VEN. */
    public static Opt of(Document document) {
        return new Opt(
                document.getString(ANSWER_ID),
                document.getString(OPT_ID),
                OptType.OPT_IN.token().equals(document.getString(OPT_TYPE)) ? OptType.OPT_IN : OptType.OPT_OUT,
                document.getString(REASON),
                Documents.optionalString(document, MARKET_CONTEXT),
                Documents.list(document, AVAILABILITY).stream()
                        .map(slot -> new Slot(
                                Documents.instant(slot, SLOT_START), Duration.parse(slot.getString(SLOT_DURATION))))
                        .toList(),
                Documents.instant(document, CREATED_AT),
                document.getString(REQUEST_ID),
                Documents.optionalString(document, EVENT_ID)
                        .map(event -> new EventRef(event, Documents.longNumber(document, MODIFICATION))),
                document.getList(RESOURCE_IDS, String.class, List.of()),
                document.getList(DEVICE_CLASSES, String.class, List.of()));
    }

    Document toDocument() {
        Document document = toSummary()
                .append(REQUEST_ID, requestId)
                .append(MARKET_CONTEXT, marketContext.orElse(null))
                .append(
                        AVAILABILITY,
                        availability.stream()
                                .map(slot -> new Document(SLOT_START, Documents.date(slot.start()))
                                        .append(SLOT_DURATION, slot.duration().toString()))
                                .toList());
        event.ifPresent(ref -> document.append(EVENT_ID, ref.eventId()).append(MODIFICATION, ref.modificationNumber()));
        return document;
    }

    /** What a delivery shows of it. {@link #of(Document)} reads it too, without what is missing. */
    public Document toSummary() {
        return new Document(OPT_ID, optId)
                .append(OPT_TYPE, type.token())
                .append(REASON, reason)
                .append(RESOURCE_IDS, resourceIds)
                .append(DEVICE_CLASSES, deviceClasses)
                .append(CREATED_AT, Documents.date(createdAt))
                .append(ANSWER_ID, answerId);
    }

    /** Not for single resources or device classes. */
    public boolean isForWholeVen() {
        return resourceIds.isEmpty() && deviceClasses.isEmpty();
    }

    public boolean isSchedule() {
        return event.isEmpty();
    }

    /** The same message, repeated. */
    public boolean isRepeatOf(Opt other) {
        return equals(other.withAnswerId(answerId));
    }

    public Opt withAnswerId(String value) {
        return new Opt(
                value,
                optId,
                type,
                reason,
                marketContext,
                availability,
                createdAt,
                requestId,
                event,
                resourceIds,
                deviceClasses);
    }

    /** Begin of the first period of a schedule. */
    Optional<Instant> begin() {
        return availability.stream().map(Slot::start).min(Instant::compareTo);
    }

    /** End of the last period of a schedule. */
    Optional<Instant> end() {
        return availability.stream().map(Opt::end).max(Instant::compareTo);
    }

    static Instant end(Slot slot) {
        return slot.start().plus(slot.duration());
    }
}
