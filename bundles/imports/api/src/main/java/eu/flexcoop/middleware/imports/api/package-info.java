/**
 * Files of other systems and the components that take them in, one per format. How a file comes (folder, HTTP) is not their concern.
 *
 * <p>Values are immutable and safe to share between threads, except for {@link eu.flexcoop.middleware.imports.api.Refusals}.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.imports.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
