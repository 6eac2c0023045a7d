/**
 * What the platform shows over REST, as data: definitions, their rules and who may use them.
 *
 * <p>Everything here but the registry is immutable; all of it is safe to share between threads. Nothing is null unless a
 * javadoc says so.
 */
@Export
@Version("1.1.0")
package eu.flexcoop.middleware.resources.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
