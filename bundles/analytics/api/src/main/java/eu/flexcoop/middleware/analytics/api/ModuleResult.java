package eu.flexcoop.middleware.analytics.api;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * A stored result of a module.
 *
 * @param id within the results of the module; stays when the result is replaced by one with the same key
 * @param computedAt when the run began that computed it
 * @param updatedAt when it was stored, by the clock of the database; later for each later version of it
 * @param device what it is about; empty if it is not about one device
 * @param account owner of the device; empty if the device is not registered
 * @param aggregator of the device; empty if the device is not registered
 * @param json the document as REST shows it, with times in ISO-8601
 */
public record ModuleResult(
        String id,
        Instant computedAt,
        Instant updatedAt,
        Optional<DeviceId> device,
        Optional<AccountId> account,
        Optional<AggregatorId> aggregator,
        String json) {
    public ModuleResult {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(computedAt, "computedAt");
        Objects.requireNonNull(updatedAt, "updatedAt");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(aggregator, "aggregator");
        Objects.requireNonNull(json, "json");
    }
}
