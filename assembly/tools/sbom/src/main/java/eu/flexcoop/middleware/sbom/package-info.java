/** The program that writes the bill of materials of a distribution. */
package eu.flexcoop.middleware.sbom;
