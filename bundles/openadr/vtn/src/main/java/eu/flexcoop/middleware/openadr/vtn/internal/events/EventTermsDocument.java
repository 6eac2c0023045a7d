package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.openadr.api.EventDurations;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.api.EventTiming;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/**
 * The terms of an event as fields of a document: the same in the collection {@code events} and in the bodies of the REST API. An
 * event with one signal may be given in the short form, with {@code signal_name}, {@code signal_type}, {@code unit} and {@code intervals}.
 */
final class EventTermsDocument {
    static final String SIGNAL_NAME = "signal_name";
    static final String SIGNAL_TYPE = "signal_type";
    static final String INTERVALS = "intervals";
    static final String SIGNALS = "signals";
    static final String UNIT = "unit";
    private static final List<String> SHORT_FORM = List.of(SIGNAL_NAME, SIGNAL_TYPE, INTERVALS, UNIT);
    private static final String NAME = "name";
    private static final String TYPE = "type";
    private static final String DURATION = "duration";
    private static final String VALUE = "value";
    private static final String DEVICE_CLASSES = "device_classes";
    private static final String BASELINE = "baseline";
    private static final String RESOURCE_IDS = "resource_ids";
    private static final String PRIORITY = "priority";
    private static final String TEST = "test_event";
    private static final String RESPONSE_REQUIRED = "response_required";
    private static final String ALWAYS = "always";
    static final String NEVER = "never";
    private static final String COMMENT = "vtn_comment";
    private static final String NOTIFICATION = "ei_notification";
    private static final String START_AFTER = "tolerance";
    private static final String RAMP_UP = "ei_ramp_up";
    private static final String RECOVERY = "ei_recovery";
    /** Fields that not every event has. */
    static final List<String> OPTIONAL = List.of(COMMENT, BASELINE);

    private EventTermsDocument() {}

    static Document write(EventTerms terms) {
        EventTiming timing = terms.timing();
        Document document = new Document(EventDocument.MARKET_CONTEXT, terms.marketContext())
                .append(EventDocument.START, Documents.date(timing.start()))
                .append(EventDocument.END, Documents.date(terms.end()))
                .append(DURATION, terms.duration().toString())
                .append(NOTIFICATION, timing.notification().toString())
                .append(START_AFTER, timing.startAfter().toString())
                .append(RAMP_UP, timing.rampUp().toString())
                .append(RECOVERY, timing.recovery().toString())
                .append(PRIORITY, terms.priority())
                .append(TEST, terms.test())
                .append(RESPONSE_REQUIRED, responseRequired(terms))
                .append(SIGNAL_NAME, terms.signals().get(0).name())
                .append(SIGNAL_TYPE, terms.signals().get(0).type())
                .append(
                        SIGNALS,
                        terms.signals().stream().map(EventTermsDocument::write).toList());
        terms.comment().ifPresent(comment -> document.append(COMMENT, comment));
        terms.baseline().ifPresent(baseline -> document.append(BASELINE, write(baseline)));
        return document;
    }

    private static Document write(EventTerms.Signal signal) {
        Document document = new Document(NAME, signal.name()).append(TYPE, signal.type());
        signal.unit().ifPresent(unit -> document.append(UNIT, unit));
        if (!signal.deviceClasses().isEmpty()) {
            document.append(DEVICE_CLASSES, signal.deviceClasses());
        }
        return document.append(INTERVALS, write(signal.intervals()));
    }

    private static Document write(EventTerms.Baseline baseline) {
        Document document =
                new Document(NAME, baseline.name()).append(EventDocument.START, Documents.date(baseline.start()));
        baseline.unit().ifPresent(unit -> document.append(UNIT, unit));
        return document.append(INTERVALS, write(baseline.intervals())).append(RESOURCE_IDS, baseline.resourceIds());
    }

    private static List<Document> write(List<EventTerms.Interval> intervals) {
        return intervals.stream()
                .map(interval -> new Document(DURATION, interval.duration().toString()).append(VALUE, interval.value()))
                .toList();
    }

    /** @throws IllegalArgumentException naming the field that is wrong */
    static EventTerms read(Document document) {
        return new EventTerms(
                text(document, EventDocument.MARKET_CONTEXT),
                new EventTiming(
                        instant(document, EventDocument.START),
                        duration(document, NOTIFICATION),
                        duration(document, START_AFTER),
                        duration(document, RAMP_UP),
                        duration(document, RECOVERY)),
                signals(document),
                Optional.ofNullable(document.get(BASELINE)).map(EventTermsDocument::baseline),
                priority(document),
                Boolean.TRUE.equals(document.get(TEST)),
                responseRequired(document, ALWAYS),
                optionalText(document, COMMENT));
    }

    /** The terms of a set point, which VENs need not answer unless the document says so. */
    static EventTerms ofSetPoint(
            Document document, String marketContext, EventTiming timing, List<EventTerms.Signal> signals) {
        return new EventTerms(
                marketContext,
                timing,
                signals,
                Optional.empty(),
                priority(document),
                Boolean.TRUE.equals(document.get(TEST)),
                responseRequired(document, NEVER),
                optionalText(document, COMMENT));
    }

    static String responseRequired(EventTerms terms) {
        return terms.responseRequired() ? ALWAYS : NEVER;
    }

    private static int priority(Document document) {
        return document.get(PRIORITY) instanceof Number priority ? priority.intValue() : 0;
    }

    private static boolean responseRequired(Document document, String usual) {
        Object value = document.get(RESPONSE_REQUIRED) == null ? usual : document.get(RESPONSE_REQUIRED);
        if (!value.equals(ALWAYS) && !value.equals(NEVER)) {
            throw new IllegalArgumentException("response_required must be 'always' or 'never'");
        }
        return value.equals(ALWAYS);
    }

    private static List<EventTerms.Signal> signals(Document document) {
        Object several = document.get(SIGNALS);
        if (several == null) {
            return List.of(new EventTerms.Signal(
                    text(document, SIGNAL_NAME),
                    text(document, SIGNAL_TYPE),
                    optionalText(document, UNIT),
                    intervals(document),
                    List.of()));
        }
        if (document.containsKey(INTERVALS) || document.containsKey(UNIT)) {
            throw new IllegalArgumentException("give either signals or intervals with their unit");
        }
        List<EventTerms.Signal> signals = new ArrayList<>();
        for (Document signal : documents(several, SIGNALS)) {
            signals.add(new EventTerms.Signal(
                    text(signal, NAME),
                    text(signal, TYPE),
                    optionalText(signal, UNIT),
                    intervals(signal),
                    texts(signal, DEVICE_CLASSES)));
        }
        return signals;
    }

    private static EventTerms.Baseline baseline(Object value) {
        Document baseline = document(value, BASELINE);
        return new EventTerms.Baseline(
                text(baseline, NAME),
                instant(baseline, EventDocument.START),
                optionalText(baseline, UNIT),
                intervals(baseline),
                texts(baseline, RESOURCE_IDS));
    }

    private static List<EventTerms.Interval> intervals(Document document) {
        List<EventTerms.Interval> intervals = new ArrayList<>();
        for (Document interval : documents(document.get(INTERVALS), INTERVALS)) {
            if (!(interval.get(DURATION) instanceof String) || !(interval.get(VALUE) instanceof Number value)) {
                throw new IllegalArgumentException(
                        "intervals must be a list of {\"duration\": \"PT15M\", \"value\": 1500}");
            }
            intervals.add(new EventTerms.Interval(duration(interval, DURATION), value.doubleValue()));
        }
        return intervals;
    }

    /**
     * A version of an event with some of its fields changed; null removes one.
     *
     * @throws IllegalArgumentException naming the field that is wrong
     */
    static EventTerms changed(EventTerms terms, Document changes) {
        Document next = write(terms);
        Document whole = new Document(changes);
        if (SHORT_FORM.stream().anyMatch(changes::containsKey)) {
            if (terms.signals().size() > 1 || changes.containsKey(SIGNALS)) {
                throw new IllegalArgumentException("change signals as a whole, the event has several");
            }
            Document signal = write(terms.signals().get(0));
            move(whole, SIGNAL_NAME, signal, NAME);
            move(whole, SIGNAL_TYPE, signal, TYPE);
            move(whole, INTERVALS, signal, INTERVALS);
            move(whole, UNIT, signal, UNIT);
            next.put(SIGNALS, List.of(signal));
        }
        whole.forEach((field, value) -> {
            if (value == null) {
                next.remove(field);
            } else {
                next.put(field, value);
            }
        });
        return read(next);
    }

    private static void move(Document from, String name, Document to, String as) {
        if (from.containsKey(name)) {
            to.put(as, from.remove(name));
        }
    }

    private static String text(Document document, String field) {
        if (document.get(field) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(field + " must be a text");
    }

    private static Optional<String> optionalText(Document document, String field) {
        return document.get(field) == null ? Optional.empty() : Optional.of(text(document, field));
    }

    private static List<String> texts(Document document, String field) {
        List<String> texts = new ArrayList<>();
        if (document.get(field) instanceof List<?> list) {
            for (Object entry : list) {
                if (!(entry instanceof String text)) {
                    throw new IllegalArgumentException(field + " must be a list of texts");
                }
                texts.add(text);
            }
        }
        return texts;
    }

    private static List<Document> documents(Object value, String field) {
        if (!(value instanceof List<?> list)) {
            throw new IllegalArgumentException(field + " must be a list");
        }
        return list.stream().map(entry -> document(entry, field)).toList();
    }

    private static Document document(Object value, String field) {
        if (value instanceof Document document) {
            return document;
        }
        if (value instanceof Map<?, ?> map) {
            Document document = new Document();
            map.forEach((key, below) -> document.append(key.toString(), below));
            return document;
        }
        throw new IllegalArgumentException(field + " must hold objects");
    }

    private static Duration duration(Document document, String field) {
        Object value = document.get(field);
        if (value == null) {
            return Duration.ZERO;
        }
        return EventDurations.parse(field, value.toString());
    }

    private static Instant instant(Document document, String field) {
        Object value = document.get(field);
        if (value instanceof Date date) {
            return date.toInstant();
        }
        try {
            return OffsetDateTime.parse(String.valueOf(value)).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "%s must be a date-time such as 2026-01-31T12:00:00Z".formatted(field), e);
        }
    }
}
