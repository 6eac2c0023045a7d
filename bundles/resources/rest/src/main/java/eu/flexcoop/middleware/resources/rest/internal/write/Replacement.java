package eu.flexcoop.middleware.resources.rest.internal.write;

import org.bson.Document;

/** A document as it was read, and what takes its place. */
record Replacement(Document stored, Document next) {}
