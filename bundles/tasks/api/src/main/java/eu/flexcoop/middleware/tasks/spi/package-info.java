/**
 * What those implement who do the work of tasks.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.tasks.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
