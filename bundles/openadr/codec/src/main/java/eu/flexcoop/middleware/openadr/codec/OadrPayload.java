package eu.flexcoop.middleware.openadr.codec;

import org.osgi.annotation.versioning.ProviderType;

/**
 * One message of OpenADR 2.0b: the content of {@code oadrSignedObject}. The records of this bundle are the only
 * implementations, one for each {@link MessageType}. It is not {@code sealed}, because Java allows that only within one
 * package or one named module.
 */
@ProviderType
public interface OadrPayload {
    /** Which message it is; tells the class of the record, too. */
    MessageType type();

    /** {@code requestID} of a request, or the one that an answer repeats; empty for messages that carry none. */
    String requestId();
}
