/**
 * The long-term store of time series: its layout, its values, and the service that writes and reads it.
 *
 * <p>Instants are UTC. Table {@code samples}, one row per metric, device and UTC day (docs/adr/0018).
 */
@Export
@Version("1.3.0")
package eu.flexcoop.middleware.series.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
