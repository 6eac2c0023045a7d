/**
 * Distributed energy resources (DERs) of the prosumers: what stands behind the boxes, how much it can do, and which data points measure
 * and steer it.
 *
 * <p>Everything here is immutable and safe to share between threads. Instants are UTC; power is W.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.der.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
