/**
 * A simulated box (OpenADR 2.0b VEN, pull) in plain Java: it enrols, registers, reports what a file holds and
 * answers events. What it has to remember lives in one folder, so that it can be killed at any moment.
 */
package eu.flexcoop.middleware.box;
