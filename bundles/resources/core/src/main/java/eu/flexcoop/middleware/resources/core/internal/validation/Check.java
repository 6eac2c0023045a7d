package eu.flexcoop.middleware.resources.core.internal.validation;

/** One compiled condition of a field. Stateless, so all requests share it. */
@FunctionalInterface
interface Check {
    /**
     * Adds to the issues what is wrong.
     *
     * @param field name inside its object
     * @return the value to go on with: the given one, or one whose inner values were cast
     */
    Object apply(String field, Object value, Scope scope, Issues issues);
}
