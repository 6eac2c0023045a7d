/**
 * The OpenADR VTN. This package holds what all its services use; {@code vens} and {@code outbox} are used by the services, which
 * are put together in {@code http}. Dependencies go one way: {@code http}, {@code polling} and {@code registration}, {@code
 * push}, {@code outgoing}, {@code reports} and {@code opt}, {@code events}, {@code targets}, {@code groups}, {@code outbox}, {@code vens}, this package.
 */
package eu.flexcoop.middleware.openadr.vtn.internal;
