/** Rules that measurements pass, and energy per quarter hour. */
package eu.flexcoop.middleware.telemetry.core.internal.cleaning;
