/** OadrPoll: what waits for the VEN that polls. */
package eu.flexcoop.middleware.openadr.vtn.internal.polling;
