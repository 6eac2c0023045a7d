package eu.flexcoop.middleware.openadr.codec;

/** One message of OpenADR 2.0b: what stands inside {@code oadrSignedObject}. */
public sealed interface OadrPayload
        permits RegisterPartyMessage, EventMessage, ReportMessage, OptMessage, Poll, Response {
    /** Name of the root element, for example {@code oadrPoll}. */
    String root();
}
