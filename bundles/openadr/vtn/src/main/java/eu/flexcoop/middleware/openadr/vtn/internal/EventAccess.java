package eu.flexcoop.middleware.openadr.vtn.internal;

import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.openadr.vtn.internal.StoredEvent.Delivery;
import eu.flexcoop.middleware.security.api.Caller;

/** What a caller may see and command: prosumers their own boxes, aggregators those of their members. */
final class EventAccess {
    private EventAccess() {}

    static boolean owns(Caller caller, String account, String aggregator) {
        return switch (caller.role()) {
            case PROSUMER -> caller.account()
                    .filter(own -> own.value().equals(account))
                    .isPresent();
            case AGGREGATOR -> caller.aggregator()
                    .filter(own -> own.value().equals(aggregator))
                    .isPresent();
            case SERVICE, ADMIN -> true;
        };
    }

    static boolean owns(Caller caller, Delivery delivery) {
        return owns(caller, delivery.account(), delivery.aggregator());
    }

    /** Events with at least one box of the caller. */
    static Bson visibleTo(Caller caller) {
        return switch (caller.role()) {
            case PROSUMER -> Filters.eq(
                    EventDocument.ACCOUNT_IDS,
                    caller.account().map(Object::toString).orElse(""));
            case AGGREGATOR -> Filters.eq(
                    EventDocument.AGGREGATOR_IDS,
                    caller.aggregator().map(Object::toString).orElse(""));
            case SERVICE, ADMIN -> new Document();
        };
    }
}
