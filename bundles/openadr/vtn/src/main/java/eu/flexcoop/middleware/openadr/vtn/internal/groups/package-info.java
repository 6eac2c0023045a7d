/** Groups of VENs. */
package eu.flexcoop.middleware.openadr.vtn.internal.groups;
