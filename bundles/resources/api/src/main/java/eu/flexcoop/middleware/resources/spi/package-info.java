/**
 * What data owners implement to show their data over REST.
 */
@Export
@Version("1.6.0")
package eu.flexcoop.middleware.resources.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
