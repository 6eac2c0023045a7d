package eu.flexcoop.middleware.openadr.api;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;

/**
 * A virtual end node that the VTN knows, registered or not.
 *
 * @param name as the VEN, or else the operator, gave it; may be empty
 * @param account common name of its certificate; empty if an operator expects it by its fingerprint alone
 * @param aggregator organisation of its certificate
 * @param fingerprint of its certificate, last ten bytes of the SHA-256, upper-case hex pairs with colons
 * @param sha256 the same in full, 64 lower-case hex digits
 * @param registration what it registered with last; empty if it never did
 * @param online is registered and has sent a message within the configured time
 * @param lastSeen latest message, accurate to some seconds
 * @param unreachable if messages cannot be pushed to it
 */
public record VenStatus(
        VenId id,
        String name,
        Optional<AccountId> account,
        AggregatorId aggregator,
        VenState state,
        Optional<String> fingerprint,
        Optional<String> sha256,
        Optional<Registration> registration,
        boolean online,
        Optional<Instant> lastSeen,
        Optional<Ven.Unreachable> unreachable) {
    public VenStatus {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(aggregator, "aggregator");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(registration, "registration");
        Objects.requireNonNull(lastSeen, "lastSeen");
        Objects.requireNonNull(unreachable, "unreachable");
    }

    /**
     * What a VEN registered with.
     *
     * @param id registrationID; empty while it is not registered
     * @param at time of the latest registration
     * @param profile of OpenADR, such as {@code 2.0b}
     * @param transport such as {@code simpleHttp}
     * @param transportAddress where a VEN that does not poll is pushed to
     * @param pull polls, instead of being pushed to
     * @param reportOnly never gets events
     * @param xmlSignature everything from and to it is signed
     * @param idsLostAt when it last registered without the ids that it had
     */
    public record Registration(
            Optional<String> id,
            Instant at,
            String profile,
            String transport,
            Optional<String> transportAddress,
            boolean pull,
            boolean reportOnly,
            boolean xmlSignature,
            Optional<Instant> idsLostAt) {
        public Registration {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(profile, "profile");
            Objects.requireNonNull(transport, "transport");
            Objects.requireNonNull(transportAddress, "transportAddress");
            Objects.requireNonNull(idsLostAt, "idsLostAt");
        }
    }
}
