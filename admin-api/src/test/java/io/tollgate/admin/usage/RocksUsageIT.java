package io.tollgate.admin.usage;

import static io.tollgate.admin.usage.RandomUsage.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RocksUsageIT {
    @TempDir private Path dir;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void findsWhatIsAskedForInWhateverOrderItCame(long seed) throws Exception {
        var random = new Random(seed);
        var plain = RandomUsage.of(seed);
        var shuffled = new ArrayList<>(plain.records());
        Collections.shuffle(shuffled, random);
        try (var rocks = new RocksUsage(dir)) {
            try (var batch = rocks.batch()) {
                shuffled.forEach(batch::put);
                batch.write();
            }
            for (int i = 0; i < 200; i++) {
                UsageSelection selection = selection(random);
                assertThat(visited(rocks, selection))
                        .as("seed %d: %s", seed, selection)
                        .isEqualTo(visited(plain, selection));
            }
        }
    }

    @Test
    void knowsTheNewestWindowOfAKeyAndFallsBackToCoarserOnes() throws Exception {
        try (var rocks = new RocksUsage(dir)) {
            try (var batch = rocks.batch()) {
                batch.put(usage("key_a", UsageWindow.MINUTE, NOON.plusSeconds(60)));
                batch.put(usage("key_a", UsageWindow.MINUTE, NOON));
                batch.put(usage("key_a", UsageWindow.DAY, NOON.minus(Duration.ofHours(12))));
                batch.put(usage("key_ab", UsageWindow.MINUTE, NOON.plusSeconds(600)));
                batch.put(usage("key_b", UsageWindow.HOUR, NOON.minus(Duration.ofDays(40))));
                batch.put(usage("key_b", UsageWindow.DAY, NOON.minus(Duration.ofHours(12))));
                batch.write();
            }

            assertThat(rocks.lastUse("key_a")).contains(NOON.plusSeconds(60));
            assertThat(rocks.lastUse("key_b")).contains(NOON.minus(Duration.ofDays(40)));
            assertThat(rocks.lastUse("key_")).isEmpty();
            assertThat(rocks.lastUse("key_c")).isEmpty();
        }
    }

    @Test
    void readsAnewWhatAnEarlierVersionKeptInAnotherOrder() throws Exception {
        try (var rocks = new RocksUsage(dir)) {
            try (var batch = rocks.batch()) {
                batch.put(RandomUsage.of(1).records().getFirst());
                batch.note("next|usage-minute|0", "7");
                batch.note("layout", "1");
                batch.write();
            }
        }
        try (var rocks = new RocksUsage(dir)) {
            assertThat(rocks.note("next|usage-minute|0")).isEmpty();
            assertThat(visited(rocks, everything())).isEmpty();
            try (var batch = rocks.batch()) {
                batch.note("next|usage-minute|0", "8");
                batch.write();
            }
        }
        try (var rocks = new RocksUsage(dir)) {
            assertThat(rocks.note("next|usage-minute|0")).contains("8");
        }
    }

    private static UsageSelection selection(Random random) {
        var from = NOON.plus(Duration.ofMinutes(random.nextInt(6)));
        return new UsageSelection(
                maybe(random, "key_" + random.nextInt(8)),
                maybe(random, "owner-" + random.nextInt(4)),
                maybe(random, List.of("all", "beta", "gamma", "none").get(random.nextInt(4))),
                UsageWindow.MINUTE,
                from,
                "",
                from.plus(Duration.ofMinutes(1 + random.nextInt(6))));
    }

    private static Usage usage(String keyId, UsageWindow window, Instant start) {
        return Usage.newBuilder(RandomUsage.of(1).records().getFirst())
                .setKeyId(keyId)
                .setWindow(window)
                .setWindowStart(start)
                .build();
    }

    private static UsageSelection everything() {
        return new UsageSelection(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                UsageWindow.MINUTE,
                NOON,
                "",
                NOON.plus(Duration.ofHours(1)));
    }

    private static Optional<String> maybe(Random random, String id) {
        return random.nextBoolean() ? Optional.of(id) : Optional.empty();
    }

    private static List<Usage> visited(UsageSource source, UsageSelection selection) {
        var found = new ArrayList<Usage>();
        source.visit(selection, found::add);
        return found;
    }
}
