package eu.flexcoop.middleware.analytics.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A module: a service of the bundle whose manifest has the header {@code Flexcoop-Module: OSGI-INF/module.json}. Must be
 * thread-safe; it keeps nothing between runs.
 */
@ConsumerType
public interface AnalyticsModule {
    /** The name in the descriptor. */
    String name();

    /**
     * Returns what is to be computed. Called when a run begins; returns soon, because the work is done by the plan.
     *
     * @return a plan of the kind that the descriptor names
     * @throws Exception fails the run with its message
     */
    Plan plan(ModuleContext context) throws Exception;
}
