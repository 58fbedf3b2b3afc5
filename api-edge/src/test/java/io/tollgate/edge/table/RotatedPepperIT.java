package io.tollgate.edge.table;

import static io.tollgate.edge.Samples.NOON;
import static io.tollgate.edge.Samples.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.wire.AvroSerde;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatedPepperIT {
    private static final AvroSerde<ApiKey> SERDE = new AvroSerde<>(ApiKey.class);
    private static final Pepper OLD = new Pepper(bytes(1));
    private static final Pepper BOTH = new Pepper(bytes(1), bytes(2));
    private static final String OLD_HASH = OLD.hash("secret").hex();
    private static final String NEW_HASH = BOTH.hash("secret").hex();

    @TempDir Path directory;
    private final List<Predicate<KeyEntry>> denied = new ArrayList<>();
    private RocksTables disk;
    private KeyTable keys;
    private Readiness readiness;
    private KeyFeed feed;
    private long offset;

    @BeforeEach
    void open() {
        disk = RocksTables.open(directory, () -> 0);
        startWith(BOTH);
        readFromTheBeginning();
    }

    @AfterEach
    void close() {
        disk.close();
    }

    @Test
    void findsAKeyWhoseHashTheOldPepperMade() {
        apply(record(OLD_HASH, underOld()));

        assertThat(found()).isInstanceOf(KeyAnswer.Known.class);
    }

    @Test
    void keepsAKeyWhileItsRecordMovesWhicheverPartIsReadFirst() {
        apply(record(OLD_HASH, underOld()));
        apply(record(OLD_HASH, null));
        assertThat(found()).as("the old record is gone").isInstanceOf(KeyAnswer.Known.class);
        apply(record(NEW_HASH, underNew().build()));
        assertThat(found()).isInstanceOf(KeyAnswer.Known.class);
        assertThat(denied).isEmpty();
    }

    @Test
    void neverPutsTheOldRecordInThePlaceOfTheNewOne() {
        ApiKey ended = underNew().setState(KeyState.DELETED).build();

        apply(record(NEW_HASH, ended), record(OLD_HASH, underOld()));
        assertThat(state()).as("both in one reading").isEqualTo(KeyState.DELETED);

        apply(record(OLD_HASH, underOld()));
        assertThat(state()).as("one after the other").isEqualTo(KeyState.DELETED);
    }

    @Test
    void readsAllAnewWhenThePepperHasAnotherVersion() {
        apply(record(NEW_HASH, underNew().build()));
        assertThat(feed.place().complete()).isTrue();

        startWith(BOTH);
        assertThat(feed.place().complete()).as("the same pepper").isTrue();
        startWith(new Pepper(bytes(1), bytes(2), bytes(3)));
        assertThat(feed.place()).as("a newer pepper").isEqualTo(TopicPlace.NOWHERE);
    }

    @Test
    void vouchesForNobodyWhereKeysNeedAPepperThatItLacks() {
        startWith(OLD);
        readFromTheBeginning();
        assertThat(readiness.getAsBoolean()).isTrue();
        apply(record(OLD_HASH, underOld()));
        TopicPlace before = feed.place();

        apply(record(NEW_HASH, underNew().build()));
        apply(record(OLD_HASH, null));

        assertThat(readiness.getAsBoolean()).isFalse();
        assertThat(readiness.hindrance()).contains("version 2 of the pepper");
        assertThat(feed.place()).as("a restart meets it again").isEqualTo(before);
    }

    private void startWith(Pepper pepper) {
        keys = new KeyTable(disk, SERDE, pepper, 100, Runnable::run);
        readiness = new Readiness(Set.of("keys"));
        var context =
                new FeedContext(
                        disk,
                        readiness,
                        new Progress(),
                        new Freshness(() -> 0, Duration.ofMinutes(5)),
                        () -> NOON,
                        NOON::toEpochMilli);
        feed = new KeyFeed("keys", keys, context, denied::add);
    }

    private void readFromTheBeginning() {
        feed.rebuild("id");
        apply();
        feed.caughtUp(0);
    }

    private void apply(Incoming... records) {
        feed.apply(List.of(records), Map.of(0, offset), true);
    }

    private Incoming record(String hash, @Nullable ApiKey key) {
        byte[] value = key == null ? null : SERDE.serialize("keys", key);
        return new Incoming(0, offset++, hash, value, NOON.toEpochMilli());
    }

    private KeyAnswer found() {
        return keys.lookUp(BOTH.hash("secret"));
    }

    private KeyState state() {
        return found() instanceof KeyAnswer.Known(var known)
                ? known.entry().state()
                : KeyState.UNKNOWN;
    }

    private static ApiKey underOld() {
        return key("key_1").setPepperVersion(1).build();
    }

    private static ApiKey.Builder underNew() {
        return key("key_1").setPepperVersion(2);
    }

    private static byte[] bytes(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
