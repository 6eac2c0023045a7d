package eu.flexcoop.middleware.resources.rest.internal.message;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * What the API does in the same way for all resources.
 *
 * @param explained error messages say the reason; otherwise only Eve's generic sentences
 * @param changeStreams most streams of changes of one caller
 * @param tokens whether a token, as the Authorization header has it, is still valid
 * @param describedToAll every caller reads the description of all resources and roles; otherwise of what he may use
 */
public record RestSettings(
        DateText dates,
        int pageSize,
        int pageLimit,
        Duration queryTimeout,
        boolean explained,
        boolean describedToAll,
        int changeStreams,
        Predicate<String> tokens) {}
