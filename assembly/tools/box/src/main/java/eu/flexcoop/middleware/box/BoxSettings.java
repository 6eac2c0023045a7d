package eu.flexcoop.middleware.box;

import java.net.URI;
import java.util.Objects;

/**
 * Which box it is and whom it talks to.
 *
 * @param name shown to the operator
 * @param account the prosumer, common name of the certificate
 * @param aggregator the cooperative, organisation of the certificate
 * @param house group part of the rIDs, letters and digits only
 * @param vtn root address of the VTN, for example {@code https://127.0.0.1:8444}
 * @param data household or readings file that it reports ({@link BoxReadings}); empty if it reports nothing
 * @param optIn whether it takes part in events
 */
public record BoxSettings(
        String name, String account, String aggregator, String house, URI vtn, String data, boolean optIn) {
    public BoxSettings {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(aggregator, "aggregator");
        Objects.requireNonNull(vtn, "vtn");
        Objects.requireNonNull(data, "data");
        if (!house.matches("[A-Za-z0-9]+")) {
            throw new IllegalArgumentException(
                    "House '%s' would break the rIDs: use letters and digits only".formatted(house));
        }
    }
}
