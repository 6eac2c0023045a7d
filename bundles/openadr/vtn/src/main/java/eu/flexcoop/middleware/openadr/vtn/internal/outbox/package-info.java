/** What waits to be told to a VEN until the VEN acknowledges it. */
package eu.flexcoop.middleware.openadr.vtn.internal.outbox;
