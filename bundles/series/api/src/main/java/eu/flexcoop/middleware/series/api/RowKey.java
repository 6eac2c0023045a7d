package eu.flexcoop.middleware.series.api;

import java.time.LocalDate;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * The key of a row of table {@code samples}, taken apart.
 *
 * @param day in UTC
 */
public record RowKey(DeviceId device, String metric, LocalDate day) {}
