package io.tollgate.metering.abuse;

import java.nio.ByteBuffer;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;
import org.apache.datasketches.hll.TgtHllType;
import org.jspecify.annotations.Nullable;

/**
 * How many different things were seen, in at most some 300 bytes. Exact for the first few, within
 * some 5 % beyond (HyperLogLog with 512 registers). Not thread-safe.
 */
final class Distinct {
    private static final int LG_K = 9;

    private @Nullable HllSketch sketch;

    /** Of what {@link #bytes} gave. */
    static Distinct of(ByteBuffer bytes) {
        var distinct = new Distinct();
        if (bytes.hasRemaining()) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            distinct.sketch = HllSketch.heapify(copy);
        }
        return distinct;
    }

    /** All of the others together. */
    static Distinct union(Iterable<Distinct> others) {
        @Nullable HllUnion union = null;
        for (Distinct other : others) {
            if (other.sketch != null) {
                union = union == null ? new HllUnion(LG_K) : union;
                union.update(other.sketch);
            }
        }
        var all = new Distinct();
        all.sketch = union == null ? null : union.getResult(TgtHllType.HLL_4);
        return all;
    }

    void add(String thing) {
        if (sketch == null) {
            sketch = new HllSketch(LG_K, TgtHllType.HLL_4);
        }
        sketch.update(thing);
    }

    long estimate() {
        return sketch == null ? 0 : Math.round(sketch.getEstimate());
    }

    /** Empty if nothing was seen. */
    ByteBuffer bytes() {
        return sketch == null
                ? ByteBuffer.allocate(0)
                : ByteBuffer.wrap(sketch.toCompactByteArray());
    }
}
