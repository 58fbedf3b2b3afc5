package io.tollgate.edge.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.edge.outbox.Window.Parcel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaneShipmentTest {
    private static final Lane LANE = new Lane(1, 0);

    private final EventCodec codec = new EventCodec();
    private final LaneLog log = new LaneLog(LANE, "boot", new AtomicLong());
    private final LaneShipment shipment = new LaneShipment(log);

    /** A record that is under way. */
    private record UnderWay(Window window, Parcel parcel) {}

    @Test
    void groupsByOwnerInOrder() {
        Window window = Window.of(List.of(chunk(0, "a", "b", "a"), chunk(3, "b", "c")), 1 << 20);

        assertThat(window.parcels()).extracting(Parcel::ownerId).containsExactly("a", "b", "c");
        assertThat(window.parcels())
                .extracting(parcel -> parcel.entries().size())
                .containsExactly(2, 2, 1);
        assertThat(window.first()).isZero();
        assertThat(window.next()).isEqualTo(5);
    }

    @Test
    void splitsAnOwnersEventsWhereARecordWouldBeTooLarge() {
        Chunk chunk = chunk(0, "a", "a", "a", "b", "a");
        long one = chunk.entries().getFirst().encoded().length;

        Window window = Window.of(List.of(chunk), 2 * one + 10);

        assertThat(window.parcels())
                .extracting(parcel -> parcel.entries().size())
                .containsExactly(2, 2, 1);
    }

    @Test
    void sendsASingleEventHoweverLarge() {
        Window window = Window.of(List.of(chunk(0, "a", "a")), 1);

        assertThat(window.parcels()).hasSize(2);
    }

    @Test
    void isWorthARecordWhereSomeHundredEventsWait() {
        append(0, Collections.nCopies(511, "a").toArray(String[]::new));
        assertThat(shipment.isWorthARecord()).isFalse();

        append(511, "a");

        assertThat(shipment.isWorthARecord()).isTrue();
    }

    @Test
    void goesBackToWhatIsAcknowledged() {
        Window first = append(0, "a", "b");
        Window second = append(2, "a");
        shipment.send(first, 0);
        shipment.send(second, 0);
        first.settle(first.parcels().getFirst(), 7);
        second.settle(second.parcels().getFirst(), 8);
        assertThat(shipment.takeSettled()).isEmpty();

        shipment.rewind();

        assertThat(shipment.sent()).isZero();
        assertThat(first.abandoned()).isTrue();
        assertThat(second.abandoned()).isTrue();
        assertThat(shipment.maySend(1)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void acknowledgesExactlyThePrefixThatIsSettledInAnyOrder(long seed) {
        var random = new Random(seed);
        long appended = 0;
        List<UnderWay> underWay = new ArrayList<>();
        List<Window> windows = new ArrayList<>();
        for (int step = 0; step < 2000; step++) {
            if (random.nextBoolean() && shipment.inFlightWindows() < 16) {
                String[] owners = new String[1 + random.nextInt(5)];
                for (int i = 0; i < owners.length; i++) {
                    owners[i] = "owner-" + random.nextInt(3);
                }
                Window window = append(appended, owners);
                appended = window.next();
                shipment.send(window, step);
                windows.add(window);
                window.parcels().forEach(parcel -> underWay.add(new UnderWay(window, parcel)));
            } else if (!underWay.isEmpty()) {
                Collections.shuffle(underWay, random);
                UnderWay settled = underWay.removeLast();
                settled.window().settle(settled.parcel(), step);
                shipment.takeSettled();
            }
            long expected =
                    windows.stream()
                            .filter(window -> !window.settled())
                            .mapToLong(Window::first)
                            .findFirst()
                            .orElse(appended);
            assertThat(log.acknowledged()).as("seed %s, step %s", seed, step).isEqualTo(expected);
        }
    }

    private Window append(long first, String... owners) {
        Chunk chunk = chunk(first, owners);
        log.append(chunk, Long.MAX_VALUE, 0);
        return Window.of(List.of(chunk), 1 << 20);
    }

    private Chunk chunk(long first, String... owners) {
        var entries = new ArrayList<Entry>();
        for (String owner : owners) {
            entries.add(codec.entry(Events.admitted(owner, "r"), first + entries.size()));
        }
        return new Chunk(LANE, first, entries);
    }
}
