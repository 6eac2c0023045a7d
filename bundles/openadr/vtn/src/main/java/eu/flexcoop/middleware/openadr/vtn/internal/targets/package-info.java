/** Finds the VENs that the targets of an event stand for. */
package eu.flexcoop.middleware.openadr.vtn.internal.targets;
