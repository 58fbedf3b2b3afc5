package io.tollgate.edge.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadinessTest {
    private final Readiness readiness = new Readiness(Set.of("keys", "revocations"));

    @Test
    void isReadyOnceEveryTopicWasReadToItsEnd() {
        readiness.caughtUp("keys");
        assertThat(readiness.getAsBoolean()).isFalse();
        assertThat(readiness.waitingFor()).containsExactly("revocations");
        assertThat(readiness.everReady()).isFalse();

        readiness.caughtUp("revocations");
        assertThat(readiness.getAsBoolean()).isTrue();
        assertThat(readiness.everReady()).isTrue();
    }

    @Test
    void startsFromDiskOnlyIfKafkaIsAwayAndTheDiskHasItAll() {
        readiness.unreachable("keys");
        assertThat(readiness.getAsBoolean()).isFalse();

        readiness.diskSuffices();
        assertThat(readiness.getAsBoolean()).isTrue();
    }

    @Test
    void waitsForKafkaAsLongAsItCanBeReached() {
        readiness.diskSuffices();
        assertThat(readiness.getAsBoolean()).isFalse();
    }

    @Test
    void isNotReadyWhileATableIsMadeAgain() {
        readiness.diskSuffices();
        readiness.unreachable("keys");
        readiness.rebuilds("keys");
        assertThat(readiness.getAsBoolean()).isFalse();
        assertThat(readiness.everReady()).isTrue();

        readiness.caughtUp("keys");
        assertThat(readiness.getAsBoolean()).isTrue();
    }
}
