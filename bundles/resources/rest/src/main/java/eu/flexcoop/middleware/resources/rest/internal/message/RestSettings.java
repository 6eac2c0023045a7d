package eu.flexcoop.middleware.resources.rest.internal.message;

import java.time.Duration;

/**
 * What the API does in the same way for all resources.
 *
 * @param explained error messages say the reason; otherwise only Eve's generic sentences
 */
public record RestSettings(DateText dates, int pageSize, int pageLimit, Duration queryTimeout, boolean explained) {}
