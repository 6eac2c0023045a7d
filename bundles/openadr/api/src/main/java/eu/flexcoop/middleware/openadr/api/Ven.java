package eu.flexcoop.middleware.openadr.api;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;

/**
 * A registered virtual end node.
 *
 * @param registrationId of the current registration
 * @param name as the VEN gave it; may be empty
 * @param account common name of its certificate
 * @param aggregator organisation of its certificate
 * @param reportOnly never gets events
 * @param pull polls, instead of being pushed to
 * @param transportAddress where a VEN that does not poll is pushed to
 * @param xmlSignature everything from and to it is signed
 * @param registeredAt time of the latest registration
 * @param lastSeen latest message, accurate to some seconds
 * @param unreachable if messages cannot be pushed to it
 */
public record Ven(
        VenId id,
        String registrationId,
        String name,
        AccountId account,
        AggregatorId aggregator,
        boolean reportOnly,
        boolean pull,
        Optional<String> transportAddress,
        boolean xmlSignature,
        Instant registeredAt,
        Optional<Instant> lastSeen,
        Optional<Unreachable> unreachable) {
    /** Since when and why a VEN cannot be pushed to; its messages are kept. */
    public record Unreachable(Instant since, String error) {}

    public Ven {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(registrationId, "registrationId");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(aggregator, "aggregator");
        Objects.requireNonNull(transportAddress, "transportAddress");
        Objects.requireNonNull(registeredAt, "registeredAt");
        Objects.requireNonNull(lastSeen, "lastSeen");
        Objects.requireNonNull(unreachable, "unreachable");
    }
}
