/**
 * Ids that travel far and the errors that a client may meet.
 *
 * <p>Everything here is immutable and safe to share between threads. Nothing is null unless a javadoc says so.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.core.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
