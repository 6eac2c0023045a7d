/** Messages that are queued for a VEN until it acknowledges them. */
package eu.flexcoop.middleware.openadr.vtn.internal.outbox;
