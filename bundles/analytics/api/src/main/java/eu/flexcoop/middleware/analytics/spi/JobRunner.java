package eu.flexcoop.middleware.analytics.spi;

import org.osgi.annotation.versioning.ConsumerType;

import eu.flexcoop.middleware.tasks.spi.TaskCancelledException;
import eu.flexcoop.middleware.tasks.spi.TaskContext;
import eu.flexcoop.middleware.tasks.spi.TaskPostponedException;

/**
 * Runs plans of one kind; offered as a service. Of several runners of one kind the one with the highest service ranking is
 * used, of equal ones the oldest. Thread-safe.
 *
 * @param <P> the kind of plan
 */
@ConsumerType
public interface JobRunner<P extends Plan> {
    /** The record of the kind that it runs. */
    Class<P> planType();

    /**
     * Runs a plan to its end; the results are handed over when all of them are computed, so a job that fails stores nothing.
     *
     * @param module name of the module, for messages
     * @param context receives the progress of the job and tells whether it must stop
     * @throws TaskCancelledException if it stopped because it was asked to
     * @throws TaskPostponedException if a server that the job needs does not answer; the run is tried again later
     * @throws Exception if the job failed; the message gives the reason of the step that failed first
     */
    JobOutcome run(String module, P plan, TaskContext context, ResultSink results) throws Exception;
}
