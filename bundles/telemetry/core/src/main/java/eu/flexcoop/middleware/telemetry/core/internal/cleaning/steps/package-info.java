/** The cleaning steps of the platform, as the configuration names them. */
package eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps;
