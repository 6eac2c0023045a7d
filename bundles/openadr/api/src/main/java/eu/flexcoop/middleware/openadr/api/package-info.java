/**
 * Virtual end nodes, demand response events and what the boxes answered. Commands to the boxes go through here only.
 *
 * <p>Everything here is immutable and safe to share between threads. Instants are UTC, power is W.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.openadr.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
