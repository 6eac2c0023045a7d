/** Messages on their way to VENs, by poll or by push. */
package eu.flexcoop.middleware.openadr.vtn.internal.outgoing;
