/** 15-minute documents that the database no longer has: how they get into HBase and out of the database, and how REST reads both. */
package eu.flexcoop.middleware.telemetry.core.internal.archive;
