/**
 * MongoDB as a service: durable collections with their indexes.
 */
@Export
@Version("1.2.0")
package eu.flexcoop.middleware.mongo.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
