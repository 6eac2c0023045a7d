/** A streaming reader and writer for the XML of OpenADR 2.0b. */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.openadr.codec.xml;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
