/**
 * What analytics modules implement, what they are given, and what runs their plans.
 *
 * <p>A module plans ({@link eu.flexcoop.middleware.analytics.spi.AnalyticsModule}) and computes ({@link
 * eu.flexcoop.middleware.analytics.spi.SeriesFunction}); reading series, running on Hadoop and storing results is done for it.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.analytics.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
