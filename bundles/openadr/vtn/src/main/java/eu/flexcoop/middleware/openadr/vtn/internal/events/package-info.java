/** EiEvent: demand response events, their deliveries to VENs and what VENs answer. */
package eu.flexcoop.middleware.openadr.vtn.internal.events;
