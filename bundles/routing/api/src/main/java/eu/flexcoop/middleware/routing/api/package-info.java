/**
 * What routes share and what the shell shows of them.
 */
@Export
@Version("1.1.0")
package eu.flexcoop.middleware.routing.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
