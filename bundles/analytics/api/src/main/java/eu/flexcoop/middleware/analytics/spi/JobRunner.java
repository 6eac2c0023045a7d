package eu.flexcoop.middleware.analytics.spi;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.tasks.spi.TaskCancelledException;
import eu.flexcoop.middleware.tasks.spi.TaskContext;

/** Runs plans over the long-term store. Thread-safe. */
@ProviderType
public interface JobRunner {
    /**
     * Runs a plan to its end; the results are handed over when all of them are computed, so a job that fails stores nothing.
     *
     * @param name of the job, for people
     * @param context is told how far the job is, and asked whether it shall stop
     * @throws TaskCancelledException if it stopped because it was asked to
     * @throws Exception if the job failed; the message gives the reason of the step that failed first
     */
    JobOutcome run(String name, SeriesPlan plan, TaskContext context, ResultSink results) throws Exception;
}
