/** The samples in HBase as rows of a REST resource. */
package eu.flexcoop.middleware.telemetry.core.internal.longterm;
