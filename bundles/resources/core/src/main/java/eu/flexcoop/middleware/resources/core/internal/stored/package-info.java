/** What definitions mean for documents that are stored already: earlier versions, incompatible changes, data without a definition. */
package eu.flexcoop.middleware.resources.core.internal.stored;
