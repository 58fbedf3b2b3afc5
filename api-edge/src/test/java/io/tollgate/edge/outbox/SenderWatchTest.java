package io.tollgate.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SenderWatchTest {
    private static final Lane STILL = new Lane(1, 0);
    private static final Lane MOVING = new Lane(1, 1);

    private final EventCodec codec = new EventCodec();
    private final SenderWatch watch = new SenderWatch();
    private final LaneShipment still = shipment(STILL);
    private final LaneShipment moving = shipment(MOVING);
    private final List<LaneShipment> both = List.of(still, moving);

    @Test
    void isPatientFor30Seconds() {
        send(still, 0);
        arrives(send(moving, 1));

        assertThat(watch.stuck(both, nanosAt(30))).isEmpty();
        assertThat(watch.stuck(both, nanosAt(31))).contains(STILL);
    }

    @Test
    void doesNotMindThatNothingMovesSinceKafkaIsAwayThen() {
        arrives(send(moving, 0));
        send(still, 1);
        send(moving, 2);

        assertThat(watch.stuck(both, nanosAt(100_000))).isEmpty();
    }

    @Test
    void doesNotMindWhatArrivedButWasSentBefore() {
        Window before = send(moving, 0);
        send(still, 1);
        arrives(before);

        assertThat(watch.stuck(both, nanosAt(100_000))).isEmpty();
    }

    @Test
    void givesEachFurtherSenderTwiceTheTimeUntilTheLaneMoves() {
        watch.replacedFor(STILL);
        Window window = send(still, 0);
        arrives(send(moving, 1));
        assertThat(watch.stuck(both, nanosAt(59))).isEmpty();
        assertThat(watch.stuck(both, nanosAt(61))).contains(STILL);

        for (int i = 0; i < 20; i++) {
            watch.replacedFor(STILL);
        }
        assertThat(watch.stuck(both, nanosAt(899))).isEmpty();
        assertThat(watch.stuck(both, nanosAt(901))).contains(STILL);

        arrives(window);
        send(still, 1_000);
        arrives(send(moving, 1_001));
        assertThat(watch.stuck(both, nanosAt(1_031))).contains(STILL);
    }

    private LaneShipment shipment(Lane lane) {
        return new LaneShipment(new LaneLog(lane, "boot", new AtomicLong()));
    }

    private Window send(LaneShipment shipment, long atSecond) {
        LaneLog log = shipment.log();
        var entries = new ArrayList<Entry>();
        entries.add(codec.entry(Events.admitted("owner", "r"), log.appended()));
        var chunk = new Chunk(log.lane(), log.appended(), entries);
        log.append(chunk, Long.MAX_VALUE, nanosAt(atSecond));
        var window = Window.of(List.of(chunk), 1 << 20);
        shipment.send(window, nanosAt(atSecond));
        return window;
    }

    /** Kafka has a window, and everything that was sent before on its lane. */
    private void arrives(Window window) {
        LaneShipment shipment = window == still.oldestInFlight() ? still : moving;
        window.settle(window.parcels().getFirst(), 0);
        shipment.takeSettled().forEach(settled -> watch.moved(shipment.log().lane(), settled));
    }

    private static long nanosAt(long second) {
        return Duration.ofSeconds(second).toNanos();
    }
}
