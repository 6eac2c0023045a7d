package eu.flexcoop.middleware.resources.core.internal.validation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.UUID;

import org.bson.types.ObjectId;

import eu.flexcoop.middleware.resources.api.Generator;

/** Makes the values of {@code default_setter}. */
final class Generators {
    private Generators() {}

    static Object next(Generator generator) {
        return switch (generator) {
            case NOW -> Date.from(Instant.now().truncatedTo(ChronoUnit.MILLIS));
            case TODAY -> Date.from(Instant.now().truncatedTo(ChronoUnit.DAYS));
            case UUID -> UUID.randomUUID().toString();
            case OBJECTID -> new ObjectId();
        };
    }
}
