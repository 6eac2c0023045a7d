/**
 * What partners implement to clean measurements their way.
 *
 * <p>Instants are UTC; values are in the unit of the metric.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.telemetry.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
