package eu.flexcoop.middleware.telemetry.spi;

/** What a box says about a value ({@code oadrDataQuality}). */
public enum SampleQuality {
    /** Good, or nothing was said. */
    GOOD,
    /** Usable, but not measured as usual: previous or last usable value, inaccurate sensor, limit of the sensor. */
    UNCERTAIN,
    /** Not usable: failure of device, sensor or communication, wrong configuration, no value. */
    BAD
}
