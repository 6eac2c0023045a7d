/** Messages to VENs that do not poll: when and where they are sent, and what becomes of the answers. Used by {@code http} only, but for the addresses, which registration checks. */
package eu.flexcoop.middleware.openadr.vtn.internal.push;
