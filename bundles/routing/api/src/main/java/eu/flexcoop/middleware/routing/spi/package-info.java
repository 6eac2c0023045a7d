/**
 * What owners of work implement whose routes set aside what they cannot process.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.routing.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
