/**
 * Who calls the middleware and how tokens and certificates say so.
 */
@Export
@Version("1.1.0")
package eu.flexcoop.middleware.security.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
