/**
 * From an event to Kafka: events wait on local disk, numbered, until Kafka has acknowledged them.
 */
@NullMarked
package io.tollgate.edge.outbox;

import org.jspecify.annotations.NullMarked;
