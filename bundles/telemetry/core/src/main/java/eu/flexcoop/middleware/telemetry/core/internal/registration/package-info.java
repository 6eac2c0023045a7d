/** What data points and devices stand behind a box: mappings of rIDs, anonymous ids, registrations. */
package eu.flexcoop.middleware.telemetry.core.internal.registration;
