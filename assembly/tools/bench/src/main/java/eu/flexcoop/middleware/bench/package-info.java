/**
 * Measures a running middleware over its own doors, and beside it the plain clients of MongoDB and HBase in the same run.
 */
package eu.flexcoop.middleware.bench;
