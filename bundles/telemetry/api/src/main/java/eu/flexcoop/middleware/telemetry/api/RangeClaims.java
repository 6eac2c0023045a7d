package eu.flexcoop.middleware.telemetry.api;

import java.util.Collection;
import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The pending ranges of each {@link Stage}: the watermark of the telemetry chain. Whoever stores data marks its time range;
 * a worker claims ranges, reads their data, writes the result and calls {@link #done}.
 *
 * <p>A range is held by one worker at a time, on whichever node. A claim is a lease on the clock of the database: the ranges
 * of a process that died are free again when it ends. Nothing is lost: a range that was marked again while it was held stays
 * pending. All methods are thread-safe and throw {@link eu.flexcoop.middleware.core.api.UnavailableException} while the
 * database is not reachable; the claims then end with their lease.
 */
@ProviderType
public interface RangeClaims {
    /**
     * Claims ranges that wait, roughly the oldest first. The claim is taken before the data of the range is read.
     *
     * @param most upper bound; fewer are returned if fewer wait, if other nodes were faster, or if their data is large
     * @return claimed ranges, in no particular order; empty if none could be claimed
     */
    List<ClaimedRange> take(Stage stage, int most);

    /**
     * Ends the claims of ranges whose results are durable. Ranges that were marked again meanwhile are pending again at once,
     * and so are ranges whose claim had expired, because two workers may then have written in the wrong order.
     *
     * @param ranges all of one stage
     */
    void done(Collection<ClaimedRange> ranges);

    /**
     * Gives ranges back unprocessed; they can be claimed again at once.
     *
     * @param ranges all of one stage
     */
    void release(Collection<ClaimedRange> ranges);

    /**
     * Gives a range back that could not be processed for a reason of its own, with the reason that health reports. It is tried again
     * after a delay that doubles with each failure, up to one hour, and is set aside after the configured number of failures. As soon
     * as its data changes it is tried again as if it had never failed. Not for servers that are away: see {@link #release}.
     */
    void fail(ClaimedRange range, String reason);
}
