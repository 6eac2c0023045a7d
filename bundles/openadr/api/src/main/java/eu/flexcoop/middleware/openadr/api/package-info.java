/**
 * Virtual end nodes, demand response events and the answers of VENs. Commands to VENs go through here only.
 *
 * <p>Everything here is immutable and safe to share between threads. Instants are UTC, power is W.
 */
@Export
@Version("1.1.0")
package eu.flexcoop.middleware.openadr.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
