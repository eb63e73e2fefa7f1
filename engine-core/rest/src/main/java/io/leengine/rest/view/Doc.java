package io.leengine.rest.view;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the OpenAPI document says of a record or of one of its components. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
public @interface Doc {
    /** Returns the description; Markdown. */
    String value();

    /** Returns an example: JSON, or else text. */
    String example() default "";

    /** Returns a regular expression the text matches. */
    String pattern() default "";
}
