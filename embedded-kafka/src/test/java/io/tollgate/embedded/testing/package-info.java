/** A Kafka broker as a parameter of a test, in this JVM or in a container. */
@NullMarked
package io.tollgate.embedded.testing;

import org.jspecify.annotations.NullMarked;
