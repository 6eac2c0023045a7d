/** Takes definitions in and out while the middleware runs: bundles, dropped files, folders; which definition is in use, and health. */
package eu.flexcoop.middleware.resources.core.internal.publishing;
