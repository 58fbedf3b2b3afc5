package io.tollgate.admin.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.admin.usage.UsageSelection;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.Revocation;
import io.tollgate.schemas.RevocationKind;
import io.tollgate.schemas.Usage;
import io.tollgate.schemas.UsageWindow;
import io.tollgate.schemas.wire.AvroSerde;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ReachTest {
    static {
        // Makes Avro trust our records.
        new AvroSerde<>(Revocation.class).close();
    }

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final List<ApiKey> keys = new ArrayList<>();
    private final List<Usage> usage = new ArrayList<>();
    private final Impact impact = new Impact(keys::stream, this::visit);

    @Test
    void countsKeysAndOwnersAndWhatTheyDidOfLate() {
        keys.add(key("key_1", "acme"));
        keys.add(key("key_2", "acme"));
        keys.add(key("key_3", "other"));
        usage.add(minute("key_1", "acme", NOON.minusSeconds(59 * 60), 1));
        usage.add(minute("key_2", "acme", NOON.minusSeconds(60), 10));
        usage.add(minute("key_1", "acme", NOON, 100));
        usage.add(minute("key_3", "other", NOON, 1_000));
        usage.add(minute("key_1", "acme", NOON.minusSeconds(61 * 60), 10_000));

        Impact.View view = impact.of(of().setOwnerId("acme").build(), NOON.plusSeconds(30));

        assertThat(view.keys()).isEqualTo(2);
        assertThat(view.owners()).containsExactly("acme");
        assertThat(view.requests()).isEqualTo(new Impact.Requests(110, 111));
    }

    @Test
    void namesSomeOwnersOfMany() {
        for (int i = 0; i < 250; i++) {
            keys.add(key("key_" + i, "owner-%03d".formatted(i)));
        }

        Impact.View view = impact.of(of().setIssuedBefore(NOON.plusSeconds(1)).build(), NOON);

        assertThat(view.ownerCount()).isEqualTo(250);
        assertThat(view.owners()).hasSize(100).startsWith("owner-000").endsWith("owner-099");
    }

    @Test
    void hitsNobodyWhereNoKeyMatches() {
        usage.add(minute("key_1", "acme", NOON, 100));

        Impact.View view = impact.of(of().setPlanId("free").build(), NOON);

        assertThat(view.keys()).isZero();
        assertThat(view.requests()).isEqualTo(new Impact.Requests(0, 0));
    }

    /** Shows what a store would. */
    private void visit(UsageSelection selection, Predicate<Usage> visitor) {
        usage.stream()
                .filter(one -> one.getWindow() == selection.window())
                .filter(one -> !one.getWindowStart().isBefore(selection.from()))
                .filter(one -> one.getWindowStart().isBefore(selection.to()))
                .takeWhile(visitor)
                .forEach(_ -> {});
    }

    private static Revocation.Builder of() {
        return Revocation.newBuilder()
                .setKind(RevocationKind.REVOCATION)
                .setRevocationId("rev_1")
                .setCreatedAt(NOON);
    }

    private static ApiKey key(String id, String owner) {
        return ApiKey.newBuilder()
                .setKind(ApiKeyKind.KEY)
                .setKeyId(id)
                .setOwnerId(owner)
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON)
                .build();
    }

    private static Usage minute(String key, String owner, Instant start, long requests) {
        return Usage.newBuilder()
                .setKeyId(key)
                .setOwnerId(owner)
                .setPlanId("free")
                .setEnvironment(Environment.LIVE)
                .setWindow(UsageWindow.MINUTE)
                .setWindowStart(start)
                .setWindowEnd(start.plusSeconds(60))
                .setRequests(requests)
                .setCost(requests)
                .setRevision(1)
                .setUpdatedAt(start)
                .build();
    }
}
