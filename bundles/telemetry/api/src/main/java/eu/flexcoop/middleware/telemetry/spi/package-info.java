/**
 * What partners implement to clean measurements their way: kinds of steps that the configuration of the cleaning names. And what
 * components implement that keep something for each registered device.
 *
 * <p>Instants are UTC; values are in the unit of the metric.
 */
@Export
@Version("2.1.0")
package eu.flexcoop.middleware.telemetry.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
