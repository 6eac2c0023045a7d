/**
 * Extension by bundles and services: files that a header of a manifest names, and services under names.
 */
@Export
@Version("1.1.0")
package eu.flexcoop.middleware.extension.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
