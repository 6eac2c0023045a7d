/** EiReport: what VENs can measure, what the VTN asks for and the samples that come in. */
package eu.flexcoop.middleware.openadr.vtn.internal.reports;
