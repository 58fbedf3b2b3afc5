package io.tollgate.embedded.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test class that runs on the broker in the JVM and, with {@code -Pdocker}, once more on
 * apache/kafka in a container. For what rests on Kafka itself: transactions and fencing, topics and
 * their settings, groups and their rebalancing, positions, the layout of records.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Tag("both-brokers")
public @interface OnBothBrokers {}
