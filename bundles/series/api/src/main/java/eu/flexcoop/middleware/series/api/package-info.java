/**
 * The long-term store of time series: its row keys, its cell values and range reads.
 *
 * <p>Instants are UTC. Table {@code samples}, one row per device, metric and instant.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.series.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
