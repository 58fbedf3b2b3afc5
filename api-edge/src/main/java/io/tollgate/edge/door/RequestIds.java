package io.tollgate.edge.door;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Names of requests: 128 random bits in hex, which nobody needs to be unable to guess. Thread-safe.
 */
public final class RequestIds {
    /** Length of a seed in bytes. */
    public static final int SEED_BYTES = 32;

    private static final String ALGORITHM = "L128X128MixRandom";
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final ThreadLocal<RandomGenerator> generators;

    /** Seeds the generator of each thread with 32 bytes of real randomness. */
    public RequestIds(Supplier<byte[]> seeds) {
        var factory = RandomGeneratorFactory.of(ALGORITHM);
        generators = ThreadLocal.withInitial(() -> factory.create(seeds.get()));
    }

    /** A name that no other request has. */
    public String next() {
        RandomGenerator generator = generators.get();
        char[] text = new char[32];
        hex(generator.nextLong(), text, 0);
        hex(generator.nextLong(), text, 16);
        return new String(text);
    }

    /** Half a name, for a span of a trace. */
    String nextSpan() {
        char[] text = new char[16];
        // Zero is not a span.
        hex(generators.get().nextLong() | 1, text, 0);
        return new String(text);
    }

    private static void hex(long bits, char[] into, int from) {
        for (int i = 0; i < 16; i++) {
            into[from + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 15];
        }
    }
}
