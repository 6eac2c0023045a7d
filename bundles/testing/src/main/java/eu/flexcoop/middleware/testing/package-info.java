/** Real servers for tests. */
package eu.flexcoop.middleware.testing;
