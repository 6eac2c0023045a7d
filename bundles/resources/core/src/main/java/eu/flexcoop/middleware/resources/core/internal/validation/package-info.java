/** Compiles the rules of a schema once into the checks that each request runs. Depends on no other package of this bundle. */
package eu.flexcoop.middleware.resources.core.internal.validation;
