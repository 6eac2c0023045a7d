/** Virtual end nodes: who they are, whether they are registered, when they were seen. Uses no other service. */
package eu.flexcoop.middleware.openadr.vtn.internal.vens;
