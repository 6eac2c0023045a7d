package eu.flexcoop.middleware.series.api;

/**
 * How far an import has come.
 *
 * @param rows that were read
 * @param values that are stored
 * @param refused rows that are not understood, of which nothing is stored
 * @param late rows that were left out because they are too late
 * @param position key of the last row whose values are stored; empty before the first
 */
public record LegacyProgress(long rows, long values, long refused, long late, String position) {}
