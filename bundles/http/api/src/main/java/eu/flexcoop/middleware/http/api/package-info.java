/**
 * How a bundle offers JAX-RS resources: it registers a {@link JaxrsEndpoint}, the hub does the rest. Whoever reads bodies
 * bounds them by a {@link LimitedStream}.
 */
@Export
@Version("1.3.0")
package eu.flexcoop.middleware.http.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
