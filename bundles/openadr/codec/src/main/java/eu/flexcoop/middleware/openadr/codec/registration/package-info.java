/** Messages of the service EiRegisterParty. */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.openadr.codec.registration;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
