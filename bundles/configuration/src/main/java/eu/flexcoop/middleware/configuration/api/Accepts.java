package eu.flexcoop.middleware.configuration.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import aQute.bnd.annotation.xml.XMLAttribute;

/**
 * Says what the type of a configuration's method does not: the form of its text, and how it goes with other keys. It becomes part of the
 * metatype of the bundle. Ranges are {@code min} and {@code max} of {@code AttributeDefinition}, for durations as well. A text whose
 * default is an ISO-8601 duration is one without this annotation, and is a millisecond at least without a {@code min}, and a hundred years
 * at most without a {@code max}. Options of a list of pairs are those of what is behind the equals sign.
 */
@XMLAttribute(namespace = Accepts.NAMESPACE, prefix = "flexcoop", mapping = "value=form")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface Accepts {
    String NAMESPACE = "http://flexcoop.eu/xmlns/configuration/v1.0.0";

    Form value() default Form.TEXT;

    /** Texts that are accepted besides those of the form. */
    String[] words() default {};

    /** Whether it is a list with commas between, each element of the form. */
    boolean list() default false;

    /** Key of the same configuration that must not be smaller. */
    String atMost() default "";

    /** Key of the same configuration that must be greater. */
    String below() default "";

    /** Key of the same configuration that must not be empty if this one is not, or is true. */
    String needs() default "";

    /**
     * Whether it guards access. A file with a wrong value or an unknown key must not open what it was to close: if it has problems at the
     * very first start, nothing of it is used, not even defaults. Its component has {@code ConfigurationPolicy.REQUIRE} and waits.
     */
    boolean guards() default false;
}
