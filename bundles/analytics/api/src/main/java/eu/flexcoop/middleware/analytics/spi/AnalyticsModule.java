package eu.flexcoop.middleware.analytics.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A module: offered as a service by the bundle whose manifest says {@code Flexcoop-Module: OSGI-INF/module.json}. Must be
 * thread-safe; it keeps nothing between runs.
 */
@ConsumerType
public interface AnalyticsModule {
    /** The name in the descriptor. */
    String name();

    /**
     * Says what is to be computed. Called when a run begins; returns soon, because the work is done by the plan.
     *
     * @return a plan of the kind that the descriptor names
     * @throws Exception fails the run with its message
     */
    Plan plan(ModuleContext context) throws Exception;
}
