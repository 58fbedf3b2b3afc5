/**
 * Tells abuse from use: what keys and sources do is seen as the signals of rules, measured over
 * windows and against what is usual, and judged. Pure; knows neither Kafka nor a clock.
 */
@NullMarked
package io.tollgate.metering.abuse;

import org.jspecify.annotations.NullMarked;
