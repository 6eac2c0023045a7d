package eu.flexcoop.middleware.resources.rest.internal.message;

import java.time.Duration;
import java.util.function.Predicate;

import eu.flexcoop.middleware.resources.api.ApiSettings;

/**
 * What one API root does in the same way for all of its resources.
 *
 * @param explained error messages say the reason; otherwise only Eve's generic sentences
 * @param changeStreams most streams of changes of one caller
 * @param tokens whether a token, as the Authorization header has it, is still valid
 * @param describedToAll every caller reads the description of all resources and roles; otherwise of what he may use
 * @param api the settings of the root; what stands above has been taken from them already
 * @param documentBytes most bytes of a document in the database: readers hold several documents in memory
 * @param uncached answers behind a token are not stored by caches where the definition says nothing; roots of bundles send no
 *     Cache-Control there, as Eve does
 */
public record RestSettings(
        DateText dates,
        int pageSize,
        int pageLimit,
        Duration queryTimeout,
        boolean explained,
        boolean describedToAll,
        int changeStreams,
        Predicate<String> tokens,
        int documentBytes,
        ApiSettings api,
        boolean uncached) {
    /** Twice what a JSON body may have, since BSON is longer than short JSON. */
    public static final int DOCUMENT_BYTES = 4 << 20;

    /** For a root whose bundle says nothing about itself, as the platform's own. */
    public RestSettings(
            DateText dates,
            int pageSize,
            int pageLimit,
            Duration queryTimeout,
            boolean explained,
            boolean describedToAll,
            int changeStreams,
            Predicate<String> tokens) {
        this(
                dates,
                pageSize,
                pageLimit,
                queryTimeout,
                explained,
                describedToAll,
                changeStreams,
                tokens,
                DOCUMENT_BYTES,
                ApiSettings.DEFAULT,
                true);
    }

    /** These, for another root: what the operator decides stays. */
    public RestSettings of(ApiSettings root) {
        return new RestSettings(
                new DateText(root.dateFormat()),
                root.pageSize(),
                root.pageLimit(),
                queryTimeout,
                root.explained().orElse(explained),
                describedToAll,
                changeStreams,
                tokens,
                documentBytes,
                root,
                false);
    }
}
