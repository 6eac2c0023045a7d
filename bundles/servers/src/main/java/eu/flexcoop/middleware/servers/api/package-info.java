/**
 * Where the real servers (MongoDB, HBase, the AMQP broker) are reached.
 *
 * <p>The bundles that speak to a server wait for its {@link ServerAddress}; they need not know
 * whether it was configured or started on this machine. Their clients connect by {@link ServerClient}.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.servers.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
