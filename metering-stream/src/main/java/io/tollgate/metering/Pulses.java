package io.tollgate.metering;

import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationKind;
import java.time.InstantSource;

/**
 * Makes the numbered marks that tell edges how fresh their state is. Not thread-safe.
 *
 * <p>Numbers begin at the clock's count of intervals, so that they go on rising when a writer
 * starts again, without anything being kept.
 */
final class Pulses {
    private final String writer;
    private final InstantSource clock;
    private long number;

    Pulses(String instance, long intervalMillis, InstantSource clock) {
        this.writer = "metering-" + instance;
        this.clock = clock;
        this.number = clock.millis() / intervalMillis;
    }

    String topicKey() {
        return "pulse|" + writer;
    }

    Revocation next() {
        number++;
        return Revocation.newBuilder()
                .setKind(RevocationKind.PULSE)
                .setRevocationId("")
                .setCreatedAt(clock.instant())
                .setPulseWriter(writer)
                .setPulse(number)
                .build();
    }
}
