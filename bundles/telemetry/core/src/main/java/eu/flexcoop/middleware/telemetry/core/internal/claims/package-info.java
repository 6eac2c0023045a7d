/** Pending ranges and their claims, and how far the routes are behind. */
package eu.flexcoop.middleware.telemetry.core.internal.claims;
