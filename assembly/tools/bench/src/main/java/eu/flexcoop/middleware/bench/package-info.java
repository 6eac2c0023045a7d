/**
 * Measures a running middleware through its own listeners, and beside it the plain clients of MongoDB and HBase in the same run.
 */
package eu.flexcoop.middleware.bench;
