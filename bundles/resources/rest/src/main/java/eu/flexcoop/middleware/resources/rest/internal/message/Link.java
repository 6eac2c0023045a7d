package eu.flexcoop.middleware.resources.rest.internal.message;

/** A link of an answer; the address is relative to the root of the API. */
public record Link(String title, String href) {}
