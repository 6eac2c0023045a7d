/**
 * Tasks, their states and the FIFO queues that hold them.
 */
@Export
@Version("1.1.0")
package eu.flexcoop.middleware.tasks.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
