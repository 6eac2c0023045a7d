package eu.flexcoop.middleware.telemetry.core.internal.registration;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * What the intake needs to know of a data point for each sample.
 *
 * @param unit unit in which values are stored, empty if they have none
 * @param counter true for a register that counts upwards
 */
public record Point(
        DeviceId device, String deviceClass, String metric, String unit, Conversion conversion, boolean counter) {}
