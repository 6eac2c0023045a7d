/** Messages of the service EiEvent and the parts of an event. */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.openadr.codec.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
