/** Messages of the service EiOpt. */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.openadr.codec.opt;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
