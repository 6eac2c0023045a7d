/**
 * Where the real servers (MongoDB, HBase, the AMQP broker) are reached.
 *
 * <p>The bundles that speak to a server wait for its {@link ServerAddress}; whether it was configured or started by this
 * machine is nobody's business.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.servers.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
