/**
 * The count once more, from what is still in Kafka: what edges say they appended held against what
 * arrived, and usage counted again by metering's own rules. Start with {@link
 * io.tollgate.metering.replay.KafkaReplay}; what it decides is in {@link
 * io.tollgate.metering.replay.Ledger} and {@link io.tollgate.metering.replay.Comparison}.
 */
@NullMarked
package io.tollgate.metering.replay;

import org.jspecify.annotations.NullMarked;
