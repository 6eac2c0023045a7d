package eu.flexcoop.middleware.analytics.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The runs of modules whose results wait to be published, with the position up to which those of each run are. A run waits from its end
 * on, one whose node died from an hour after its first result on. Nodes share the runs: a claim is a lease on the clock of the database.
 *
 * <p>A result that a later run replaced while it waited belongs to the later run, so that each result is seen in its latest version, and
 * again after each later one. Runs are not in order of each other: the time at which a result was computed tells which is newer.
 *
 * <p>Thread-safe; methods throw {@link eu.flexcoop.middleware.core.api.UnavailableException} while the database does not answer.
 */
@ProviderType
public interface ResultOutbox {
    /** Claims the run that has waited longest and that nobody holds; empty if there is none of these modules. */
    Optional<ClaimedRun> claim(Set<String> modules);

    /** Results of the run behind its position, in the order of their ids; empty at the end. */
    List<ModuleResult> results(ClaimedRun run, int most);

    /**
     * Stores that all results up to this one are published, and extends the claim.
     *
     * @return the run behind it; empty if the claim is over or the run was done again, so that it has to be left to another claim
     */
    Optional<ClaimedRun> advance(ClaimedRun run, ModuleResult last);

    /** Removes a run of which everything is published; it stays if it was done again meanwhile. */
    void done(ClaimedRun run);

    /** Gives a run back; it can be claimed again at once and goes on at its position. */
    void release(ClaimedRun run);

    /**
     * Gives a run back whose next results cannot be published for a reason of their own. It is tried again after a delay that grows up to
     * an hour, and is set aside after twelve failures without any progress.
     */
    void fail(ClaimedRun run, String reason);

    /** How many runs of these modules wait, claimed ones included. */
    long waiting(Set<String> modules);

    /** How long the oldest of them has waited. */
    Optional<Duration> oldest(Set<String> modules);
}
