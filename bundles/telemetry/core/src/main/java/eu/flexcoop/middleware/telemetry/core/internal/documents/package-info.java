/** 15-minute documents: computed from samples, written, and read for the long-term store. */
package eu.flexcoop.middleware.telemetry.core.internal.documents;
