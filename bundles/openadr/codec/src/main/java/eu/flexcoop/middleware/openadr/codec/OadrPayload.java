package eu.flexcoop.middleware.openadr.codec;

import org.osgi.annotation.versioning.ProviderType;

/**
 * One message of OpenADR 2.0b: the content of {@code oadrSignedObject}. The records of this bundle are the only
 * implementations. It is not {@code sealed}, because Java allows that only within one package or one named module.
 */
@ProviderType
public interface OadrPayload {
    /** Name of the root element, for example {@code oadrPoll}. */
    String root();
}
