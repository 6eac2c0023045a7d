/** EiOpt: opts of VENs outside of event answers. */
package eu.flexcoop.middleware.openadr.vtn.internal.opt;
