/**
 * A Kafka broker that runs inside this JVM, with the controller it needs, on a directory of its
 * own.
 */
@NullMarked
package io.tollgate.embedded;

import org.jspecify.annotations.NullMarked;
