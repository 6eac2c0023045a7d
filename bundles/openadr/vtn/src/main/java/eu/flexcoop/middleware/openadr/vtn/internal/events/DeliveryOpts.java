package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.Opt;

/** What a delivery says about opts of EiOpt. */
final class DeliveryOpts {
    /** A new version is answered anew; schedules are about times and stay. */
    static final Bson FORGOTTEN = Updates.combine(
            Updates.unset(Delivery.CREATED_EVENT),
            Updates.unset(Delivery.EVENT_OPTS),
            Updates.unset(Delivery.DECIDED_BY_OPT),
            Updates.unset(Delivery.ANSWERS));

    private DeliveryOpts() {}

    /** For people: one line for each opt, those of the event first. */
    static List<String> texts(Document delivery) {
        Stream<String> ofEvent = Documents.list(delivery, Delivery.EVENT_OPTS).stream()
                .map(Opt::of)
                .map(opt -> "%s%s by opt '%s'".formatted(opt.type().token(), scope(opt), opt.optId()));
        Optional<String> decisive = Documents.optionalString(delivery, Delivery.OPTED_OUT_BY);
        Stream<String> ofSchedules = Documents.list(delivery, Delivery.SCHEDULE_OPTS).stream()
                .map(Opt::of)
                .filter(opt -> !opt.isForWholeVen()
                        || decisive.filter(opt.optId()::equals).isPresent())
                .map(opt -> "%s%s by schedule '%s'".formatted(opt.type().token(), scope(opt), opt.optId()));
        return Stream.concat(ofEvent, ofSchedules).toList();
    }

    private static String scope(Opt opt) {
        String parts = String.join(
                ", ",
                Stream.concat(opt.resourceIds().stream(), opt.deviceClasses().stream())
                        .toList());
        return parts.isEmpty() ? "" : " of " + parts;
    }
}
