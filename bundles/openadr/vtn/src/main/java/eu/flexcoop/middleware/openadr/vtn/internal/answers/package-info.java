/** What VENs answer to events and opt for: a history of all of it, and the opts of EiOpt that stand. */
package eu.flexcoop.middleware.openadr.vtn.internal.answers;
