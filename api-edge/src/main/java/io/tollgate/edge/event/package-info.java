/** From a verdict to an event: what the edge tells Kafka about each request. */
@NullMarked
package io.tollgate.edge.event;

import org.jspecify.annotations.NullMarked;
