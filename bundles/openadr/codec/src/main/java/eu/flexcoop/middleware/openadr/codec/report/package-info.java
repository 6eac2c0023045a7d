/** Messages of the service EiReport and the parts of a report. */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.openadr.codec.report;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
