package eu.flexcoop.middleware.telemetry.core.internal.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;

/**
 * The devices and times to which a filter can be restricted: no document with another device or time meets it. Ids of documents begin
 * with their time, so that positions of pages restrict the time, too.
 *
 * @param devices empty for all
 * @param from inclusive
 * @param to exclusive
 */
record DocumentKeys(Optional<Set<String>> devices, Instant from, Instant to) {
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final DocumentKeys ALL = new DocumentKeys(Optional.empty(), Instant.MIN, Instant.MAX);
    private static final DocumentKeys NONE = new DocumentKeys(Optional.of(Set.of()), Instant.MAX, Instant.MAX);

    static DocumentKeys of(BsonDocument filter) {
        DocumentKeys keys = ALL;
        for (Map.Entry<String, BsonValue> condition : filter.entrySet()) {
            BsonValue value = condition.getValue();
            keys = keys.and(
                    switch (condition.getKey()) {
                        case "$and" -> all(value);
                        case "$or" -> any(value);
                        case DocumentFields.DEVICE_ID -> device(value);
                        case TelemetryFields.TIMESTAMP, TelemetryFields.ID -> time(value);
                        default -> ALL;
                    });
        }
        return keys;
    }

    boolean isEmpty() {
        return !from.isBefore(to) || devices.filter(Set::isEmpty).isPresent();
    }

    private static DocumentKeys all(BsonValue parts) {
        DocumentKeys keys = ALL;
        for (BsonValue part : parts.asArray()) {
            keys = keys.and(of(part.asDocument()));
        }
        return keys;
    }

    private static DocumentKeys any(BsonValue parts) {
        DocumentKeys keys = NONE;
        for (BsonValue part : parts.asArray()) {
            keys = keys.or(of(part.asDocument()));
        }
        return keys;
    }

    private DocumentKeys and(DocumentKeys other) {
        Optional<Set<String>> both = devices.or(other::devices);
        if (devices.isPresent() && other.devices.isPresent()) {
            Set<String> common = new TreeSet<>(devices.get());
            common.retainAll(other.devices.get());
            both = Optional.of(common);
        }
        return new DocumentKeys(both, later(from, other.from), earlier(to, other.to));
    }

    private DocumentKeys or(DocumentKeys other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        Optional<Set<String>> either = Optional.empty();
        if (devices.isPresent() && other.devices.isPresent()) {
            Set<String> union = new TreeSet<>(devices.get());
            union.addAll(other.devices.get());
            either = Optional.of(union);
        }
        return new DocumentKeys(either, earlier(from, other.from), later(to, other.to));
    }

    private static DocumentKeys device(BsonValue condition) {
        if (condition.isString()) {
            return ofDevices(Set.of(condition.asString().getValue()));
        }
        DocumentKeys keys = ALL;
        if (isOperators(condition)) {
            for (Map.Entry<String, BsonValue> operator : condition.asDocument().entrySet()) {
                BsonValue operand = operator.getValue();
                if (operator.getKey().equals("$eq")) {
                    keys = keys.and(operand.isString() ? device(operand) : NONE);
                } else if (operator.getKey().equals("$in") && operand.isArray()) {
                    Set<String> ids = new HashSet<>();
                    operand.asArray().stream()
                            .filter(BsonValue::isString)
                            .forEach(id -> ids.add(id.asString().getValue()));
                    keys = keys.and(ofDevices(ids));
                }
            }
        }
        return keys;
    }

    private static DocumentKeys ofDevices(Set<String> ids) {
        return new DocumentKeys(Optional.of(new TreeSet<>(ids)), Instant.MIN, Instant.MAX);
    }

    private static DocumentKeys time(BsonValue condition) {
        if (!isOperators(condition)) {
            return bounds("$eq", condition);
        }
        DocumentKeys keys = ALL;
        for (Map.Entry<String, BsonValue> operator : condition.asDocument().entrySet()) {
            keys = keys.and(bounds(operator.getKey(), operator.getValue()));
        }
        return keys;
    }

    private static boolean isOperators(BsonValue condition) {
        return condition.isDocument()
                && !condition.asDocument().isEmpty()
                && condition.asDocument().getFirstKey().startsWith("$");
    }

    /** Ids and times both: of each of them all documents have one type, so that comparisons with another type find nothing. */
    private static DocumentKeys bounds(String operator, BsonValue operand) {
        Optional<Instant> time = instant(operand);
        // ids of one quarter hour have the same time and differ behind it
        Instant end = time.map(at -> at.plus(operand.isObjectId() ? QuarterHour.LENGTH : MILLISECOND))
                .orElse(null);
        return switch (operator) {
            case "$eq" -> time.map(at -> period(at, end)).orElse(NONE);
            case "$gt", "$gte" -> time.map(at -> period(at, Instant.MAX)).orElse(NONE);
            case "$lte" -> time.map(at -> period(Instant.MIN, end)).orElse(NONE);
            case "$lt" -> time.map(at -> period(Instant.MIN, operand.isObjectId() ? end : at))
                    .orElse(NONE);
            case "$type" -> isOfTime(operand) ? ALL : NONE;
            default -> ALL;
        };
    }

    private static DocumentKeys period(Instant from, Instant to) {
        return new DocumentKeys(Optional.empty(), from, to);
    }

    private static Optional<Instant> instant(BsonValue value) {
        if (value.isDateTime()) {
            return Optional.of(Instant.ofEpochMilli(value.asDateTime().getValue()));
        }
        return value.isObjectId() ? Optional.of(quarterHour(value.asObjectId().getValue())) : Optional.empty();
    }

    /** The time of the document with this id. */
    private static Instant quarterHour(ObjectId id) {
        return Instant.EPOCH.plus(QuarterHour.LENGTH.multipliedBy(Integer.toUnsignedLong(id.getTimestamp())));
    }

    private static boolean isOfTime(BsonValue types) {
        return !types.isArray()
                || types.asArray().stream()
                        .anyMatch(type -> !type.isString()
                                || Set.of("date", "objectId")
                                        .contains(type.asString().getValue()));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
