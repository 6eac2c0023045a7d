/** Reads definition files and settings into immutable values, and says of each error where it is and what would be right. */
package eu.flexcoop.middleware.resources.core.internal.parsing;
