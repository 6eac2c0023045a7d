/** Coverage-guided fuzzing of everything that reads what others send. */
package eu.flexcoop.middleware.fuzz;
