/**
 * The analytics modules that are installed, what they take, and how they are run.
 *
 * <p>Everything here is immutable and thread-safe unless documented otherwise.
 */
@Export
@Version("1.1.0")
package eu.flexcoop.middleware.analytics.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
