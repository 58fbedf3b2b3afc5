package io.tollgate.system;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test class that is given an {@link Installation}, which all its tests share. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(InstallationExtension.class)
@interface Fleet {
    int edges() default 3;

    /** How many admin APIs there are, each able to stand in for the others. */
    int admins() default 1;

    /** Whether tests stand for proxies in front of edges, receivers of webhooks and owners. */
    boolean surrounded() default false;

    /** Whether times are measured, so that programs run at full speed. */
    boolean measured() default false;

    /** Whether the last edge reaches Kafka by a {@link Relay}. */
    boolean relayed() default false;

    /** What all edges are told beside what they need, as {@code MAX_OPEN=8}. */
    String[] edgeSettings() default {};

    /** What the last edge is told beside that. */
    String[] lastEdgeSettings() default {};
}
