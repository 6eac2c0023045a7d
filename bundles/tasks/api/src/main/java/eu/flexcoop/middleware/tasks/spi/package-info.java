/**
 * What bundles implement that run tasks.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.tasks.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
