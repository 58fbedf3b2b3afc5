package io.tollgate.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.datasketches.kll.KllFloatsSketch;
import org.apache.datasketches.kll.KllSketch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencySketchTest {
    private static final double[] SHARES = {0.5, 0.9, 0.99};

    private static LatencySketch sketch(long... micros) {
        var sketch = new LatencySketch();
        Arrays.stream(micros).forEach(sketch::add);
        return sketch;
    }

    @Test
    void aSketchOfNothingIsAnEmptyField() {
        var nothing = new LatencySketch();

        assertThat(nothing.toBytes().remaining()).isZero();
        assertThat(nothing.count()).isZero();
        assertThat(nothing.quantile(0.5)).isEmpty();
        assertThat(LatencySketch.of(nothing.toBytes()).count()).isZero();
    }

    @Test
    void isExactWhileValuesAreFew() {
        var sketch = new LatencySketch();
        for (long micros = 1_000; micros <= 200_000; micros += 1_000) {
            sketch.add(micros);
        }

        LatencySketch read = LatencySketch.of(sketch.toBytes());

        assertThat(read.count()).isEqualTo(200);
        assertThat(read.quantile(0.5)).hasValue(100_000);
        assertThat(read.quantile(0.99)).hasValue(198_000);
        assertThat(read.quantile(1)).hasValue(200_000);
    }

    @Test
    void mergingLeavesTheMergedAsItWas() {
        ByteBuffer field = sketch(1, 2, 3).toBytes();
        var all = sketch(10);

        all.merge(field);
        all.merge(field);

        assertThat(all.count()).isEqualTo(7);
        assertThat(LatencySketch.of(field).count()).isEqualTo(3);
        assertThat(field.remaining()).isEqualTo(sketch(1, 2, 3).toBytes().remaining());
    }

    /** An hour made of minutes tells what all its requests tell, in bounded bytes. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void anHourIsMadeOfMinutes(long seed) {
        var random = new Random(seed);
        var hour = new LatencySketch();
        List<Long> all = new ArrayList<>();
        for (int minute = 0; minute < 60; minute++) {
            var part = new LatencySketch();
            for (int i = random.nextInt(2_000); i > 0; i--) {
                long micros = Math.round(2_000 * Math.exp(random.nextGaussian()));
                part.add(micros);
                all.add(micros);
            }
            hour.merge(part.toBytes());
            hour = LatencySketch.of(hour.toBytes());
        }

        assertThat(hour.count()).as("seed %d", seed).isEqualTo(all.size());
        assertThat(hour.toBytes().remaining()).isLessThan(LatencySketch.MOST_BYTES);
        for (double share : SHARES) {
            long answer = hour.quantile(share).orElseThrow();
            double rank =
                    all.stream().filter(micros -> micros <= answer).count() / (double) all.size();
            // Three times the bound of 99 in 100, since the library's own dice can't be set.
            assertThat(rank).as("seed %d, %s", seed, share).isEqualTo(share, within(0.04));
        }
    }

    @Test
    void neverTakesMoreBytesThanPromised() {
        var kind = KllSketch.SketchType.KLL_FLOATS_SKETCH;

        assertThat(KllSketch.getMaxSerializedSizeBytes(200, 1L << 40, kind, false))
                .isEqualTo(LatencySketch.MOST_BYTES);
    }

    @Test
    void anyReaderOfDataSketchesUnderstandsTheField() {
        ByteBuffer field = sketch(5, 7, 9).toBytes();
        var bytes = new byte[field.remaining()];
        field.get(bytes);

        KllFloatsSketch theirs = KllFloatsSketch.heapify(MemorySegment.ofArray(bytes));

        assertThat(theirs.getN()).isEqualTo(3);
        assertThat(theirs.getQuantile(0.5)).isEqualTo(7);
        assertThat(theirs.getK()).isEqualTo(200);
        // The layout of the library's other languages: preamble, family, flags, k, the value.
        assertThat(HexFormat.of().formatHex(new byte[] {bytes[1], bytes[2]})).isEqualTo("010f");
    }

    @Test
    void saysThatBytesAreNotASketch() {
        var wrong = LatencySketch.of(ByteBuffer.wrap(new byte[] {1, 2, 3}));

        assertThatThrownBy(() -> wrong.quantile(0.5))
                .isInstanceOf(UndecodableRecordException.class)
                .hasMessageContaining("sketch");
        assertThatThrownBy(() -> sketch(1).merge(ByteBuffer.wrap(new byte[40])))
                .isInstanceOf(UndecodableRecordException.class);
    }

    @Test
    void travelsInUsage() {
        var serde = new AvroSerde<>(Usage.class);
        Usage usage =
                Usage.newBuilder()
                        .setKeyId("key_1")
                        .setOwnerId("acme")
                        .setPlanId("free")
                        .setEnvironment(Environment.LIVE)
                        .setWindow(UsageWindow.MINUTE)
                        .setWindowStart(Instant.EPOCH)
                        .setWindowEnd(Instant.EPOCH.plusSeconds(60))
                        .setRevision(1)
                        .setRequests(3)
                        .setCost(3)
                        .setLatencySketch(sketch(1_000, 2_000, 3_000).toBytes())
                        .setUpdatedAt(Instant.EPOCH)
                        .build();

        Usage read = serde.decode(serde.encode(usage));

        assertThat(LatencySketch.of(read.getLatencySketch()).quantile(0.5)).hasValue(2_000);
        assertThat(serde.decode(serde.encode(read))).isEqualTo(usage);
    }
}
