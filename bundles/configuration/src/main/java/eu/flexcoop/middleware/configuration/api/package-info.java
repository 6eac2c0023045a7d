/** What configurations accept, and what is wrong with those in {@code etc/}. */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.configuration.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
