package eu.flexcoop.middleware.telemetry.api;

import java.time.Instant;
import java.util.Objects;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * A 15-minute document for the long-term store. A later copy of the same series and time replaces it.
 *
 * @param series name of the series in the long-term store, one for each collection
 * @param at start of the quarter hour
 * @param content BSON; not copied, do not change it
 */
public record DocumentCopy(DeviceId device, String series, Instant at, byte[] content) {
    public DocumentCopy {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(series, "series");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(content, "content");
    }
}
