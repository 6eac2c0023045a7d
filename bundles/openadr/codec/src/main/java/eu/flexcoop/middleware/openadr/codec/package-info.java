/**
 * OpenADR 2.0b messages as immutable records, and a streaming reader and writer for their XML.
 *
 * <p>Plain Java that a VTN, a VEN or a test can use alone. Everything is immutable and safe to share between threads, nothing
 * is null. Instants are UTC. Ids keep their case; an id that is empty in the XML is read as absent where it may be absent.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.openadr.codec;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
