/**
 * The only access to the Hadoop and HBase clients.
 */
@Export
@Version("1.0.0")
package eu.flexcoop.middleware.hadoop.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
