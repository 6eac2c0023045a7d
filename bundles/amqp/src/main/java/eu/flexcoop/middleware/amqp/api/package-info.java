/**
 * AMQP 0-9-1 as services: confirmed publishing and the topology of durable queues and topic exchanges.
 *
 * <p>A {@code com.rabbitmq.client.ConnectionFactory} for the configured broker is registered as a service of its own for
 * consumers, camel-rabbitmq above all.
 */
@Export
@Version("1.1.0")
package eu.flexcoop.middleware.amqp.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
