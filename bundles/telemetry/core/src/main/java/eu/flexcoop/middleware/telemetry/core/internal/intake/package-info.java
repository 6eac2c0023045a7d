/** Samples into buckets, with shared durable writes. */
package eu.flexcoop.middleware.telemetry.core.internal.intake;
