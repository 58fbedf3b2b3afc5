package io.tollgate.embedded.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test, or a test class, that gets a broker to itself and may therefore stop it.
 *
 * <p>On a class all its tests share that one broker; on a method the test has it alone. Without the
 * annotation a test shares a broker with all others in the JVM.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface OwnBroker {}
