/**
 * Samples as the devices report them, the devices behind a box, and the one service that accepts samples.
 *
 * <p>Everything here is immutable and safe to share between threads. Instants are UTC; energy is kWh, power is W.
 */
@Export
@Version("3.0.0")
package eu.flexcoop.middleware.telemetry.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
