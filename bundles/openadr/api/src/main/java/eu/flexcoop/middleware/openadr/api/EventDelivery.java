package eu.flexcoop.middleware.openadr.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.VenId;

/**
 * How far an event has come with one VEN.
 *
 * @param modificationNumber version of the event that the state is about
 * @param deliveredAt when that version was sent for the first time
 * @param answeredAt latest answer of the VEN
 * @param reason why the VEN does not get the event, if it is skipped
 * @param opts what the VEN opted for by EiOpt beside its answer, one line for each: for parts of it, and by schedules
 */
public record EventDelivery(
        VenId ven,
        int modificationNumber,
        DeliveryState state,
        Optional<Instant> deliveredAt,
        Optional<Instant> answeredAt,
        Optional<String> reason,
        List<String> opts) {
    public EventDelivery {
        Objects.requireNonNull(ven, "ven");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(deliveredAt, "deliveredAt");
        Objects.requireNonNull(answeredAt, "answeredAt");
        Objects.requireNonNull(reason, "reason");
        opts = List.copyOf(opts);
    }
}
