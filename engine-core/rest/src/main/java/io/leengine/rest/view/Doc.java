package io.leengine.rest.view;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the OpenAPI document says of a record or of one of its components. What it says of a component of a body is also
 * what the body is checked against, before anybody else sees it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
public @interface Doc {
    /** Returns the description; Markdown. */
    String value();

    /** Returns an example: JSON, or else text. */
    String example() default "";

    /** Returns a regular expression the text matches; the engine is who checks it. */
    String pattern() default "";

    /** Returns the most characters of a text, or of each text of a list or map; 0 for the usual. */
    int longest() default 0;

    /** Returns whether a text, or each value of a map, may have line breaks and tabs. */
    boolean lines() default false;

    /** Returns the most items of a list or entries of a map; 0 for the usual. */
    int items() default 0;

    /** Returns the smallest number, or the smallest of a map's. */
    long least() default Long.MIN_VALUE;

    /** Returns the greatest number, or the greatest of a map's. */
    long most() default Long.MAX_VALUE;
}
