/** The configuration of the cleaning: which steps each metric has, from files that are followed while the container runs. */
package eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules;
