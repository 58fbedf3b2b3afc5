package io.tollgate.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.schemas.Fleet;
import io.tollgate.schemas.FleetEdge;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AvroSerdeTest {
    private static final Gap GAP =
            Gap.newBuilder()
                    .setEdgeId("e")
                    .setBoot("b")
                    .setPartition(0)
                    .setFirst(1)
                    .setLast(2)
                    .setSize(2)
                    .setState(GapState.OPEN)
                    .setAt(Instant.EPOCH)
                    .build();

    private static final Fleet FLEET =
            new Fleet(
                    3L,
                    List.of(new FleetEdge("01J", "ab", "edge-1", "localhost:8080")),
                    Instant.parse("2026-11-22T06:00:00Z"));

    private final AvroSerde<Fleet> serde = new AvroSerde<>(Fleet.class);

    @Test
    void readsWhatItWrote() {
        assertThat(serde.deserialize("fleet", serde.serialize("fleet", FLEET))).isEqualTo(FLEET);
    }

    @Test
    void beginsWithAZeroByteAndTheFixedIdOfTheSchema() {
        byte[] bytes = serde.encode(FLEET);
        assertThat(bytes[0]).isZero();
        assertThat(ByteBuffer.wrap(bytes).getInt(1))
                .isEqualTo(SchemaCatalogue.ours().latest("Fleet").id());
    }

    @Test
    void aTombstoneStaysOne() {
        assertThat(serde.serialize("fleet", null)).isNull();
        assertThat(serde.deserialize("fleet", null)).isNull();
    }

    @Test
    void refusesARecordOfAnotherKind() {
        var gaps = new AvroSerde<>(Gap.class);
        byte[] gap = gaps.serialize("gaps", GAP);
        assertThatThrownBy(() -> serde.deserialize("fleet", gap))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("is not a Fleet");
    }

    @Test
    void refusesAnIdThatNobodyKnows() {
        byte[] bytes = serde.encode(FLEET);
        ByteBuffer.wrap(bytes).putInt(1, 7);
        assertThatThrownBy(() -> serde.deserialize("fleet", bytes))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("schema id 7");
    }

    @Test
    void refusesWhatIsNotInTheWireFormat() {
        assertThatThrownBy(() -> serde.deserialize("fleet", new byte[] {1, 2, 3}))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("wire format");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void brokenBytesEndInTheNamedExceptionAndNothingElse(long seed) {
        var random = new Random(seed);
        byte[] good = serde.encode(FLEET);
        for (int i = 0; i < 2_000; i++) {
            byte[] bad = Arrays.copyOf(good, 6 + random.nextInt(good.length));
            bad[5 + random.nextInt(bad.length - 5)] = (byte) random.nextInt();
            try {
                serde.deserialize("fleet", bad);
            } catch (UndecodableRecordException expected) {
                assertThat(expected).hasMessageContaining("Fleet");
            }
        }
    }
}
