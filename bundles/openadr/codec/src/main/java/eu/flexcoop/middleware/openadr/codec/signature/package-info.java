/**
 * XML signatures of OpenADR 2.0b (high security), with the XML Digital Signature API of the JDK. A signature covers the
 * {@code oadrSignedObject} and a time with a nonce against replays; only messages with a signature are ever a document in memory.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.openadr.codec.signature;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
