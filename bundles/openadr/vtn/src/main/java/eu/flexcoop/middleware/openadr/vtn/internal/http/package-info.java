/** The VTN over HTTP: from request to service and back. Nothing else uses this package. */
package eu.flexcoop.middleware.openadr.vtn.internal.http;
