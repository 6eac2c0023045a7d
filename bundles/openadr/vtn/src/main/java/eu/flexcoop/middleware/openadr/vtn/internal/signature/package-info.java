/** Signed messages of VENs: whose signature counts, protection against replays, the VTN's own key. */
package eu.flexcoop.middleware.openadr.vtn.internal.signature;
