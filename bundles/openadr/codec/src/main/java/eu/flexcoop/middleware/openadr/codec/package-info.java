/**
 * OpenADR 2.0b messages as immutable records, a package for each service, and {@code xml} with their reader and writer.
 *
 * <p>Plain Java that a VTN, a VEN or a test can use alone. Everything is immutable and safe to share between threads, nothing
 * is null. Instants are UTC. Ids keep their case; an id that is empty in the XML is read as absent where it may be absent.
 *
 * <p>This package holds what several services have in common, and the messages without a service of their own.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.openadr.codec;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
