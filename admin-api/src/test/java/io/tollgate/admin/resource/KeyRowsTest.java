package io.tollgate.admin.resource;

import static io.tollgate.admin.resource.SampleKeys.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.admin.http.Query;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.KeyState;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRowsTest {
    private static final List<String> OWNERS = List.of("acme", "bolt", "Aa", "BB");
    private static final List<String> PREFIXES =
            List.of(
                    "tg_live_Ab3d",
                    "tg_live_Ab3e",
                    "tg_test_Ab3d",
                    "",
                    "a_brand_of_ours_live_Ab3d");
    private static final List<String> TAGS = List.of("team", "stage", "team:blue", "stage:a:b");

    private final KeyDirectory keys = new KeyDirectory();
    private final Map<String, ApiKey> model = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void findsWhatALookAtEachKeyFinds(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 4_000; i++) {
            change(random);
        }

        for (int i = 0; i < 300; i++) {
            KeySearch search = search(random);
            Reach reach = reach(random);
            Optional<String> after =
                    random.nextBoolean() ? Optional.empty() : Optional.of(id(random));
            int most = 1 + random.nextInt(20);

            assertThat(keys.search(search, page(after, most, search, reach), reach, NOON))
                    .as("seed %s, %s after %s with %s", seed, search, after, reach)
                    .isEqualTo(
                            model.values().stream()
                                    .filter(key -> after.isEmpty() || isAfter(key, after.get()))
                                    .filter(key -> search.wants(key, k -> standing(k, reach)))
                                    .sorted(Comparator.comparing(ApiKey::getKeyId))
                                    .limit(most)
                                    .toList());
        }
    }

    @Test
    void ordersIdsThatDifferInTheirLastCharacters() {
        var search = search(new HashMap<>());
        for (String id : List.of("key_01JABCDEFGHX2", "key_01JABCDEFGHX1", "key_0", "other", "a")) {
            put(SampleKeys.key(id).build());
        }

        assertThat(
                        keys.search(
                                search,
                                page(Optional.of("key_01JABCDEFGHX1"), 9),
                                Reach.NOBODY,
                                NOON))
                .extracting(ApiKey::getKeyId)
                .containsExactly("key_01JABCDEFGHX2", "other");
        assertThat(keys.search(search, page(Optional.empty(), 3), Reach.NOBODY, NOON))
                .extracting(ApiKey::getKeyId)
                .containsExactly("a", "key_0", "key_01JABCDEFGHX1");
    }

    private void change(Random random) {
        String id = id(random);
        if (random.nextInt(6) == 0) {
            take("hash of " + id, null);
            model.remove(id);
        } else {
            put(key(random, id));
        }
    }

    private void put(ApiKey key) {
        take("hash of " + key.getKeyId(), key);
        model.put(key.getKeyId(), key);
    }

    private void take(String hash, @Nullable ApiKey key) {
        keys.accept(new TopicRecord<>(hash, key, 0, 0, NOON, true));
    }

    private static ApiKey key(Random random, String id) {
        return SampleKeys.key(id)
                .setOwnerId(one(OWNERS, random))
                .setPlanId(one(List.of("free", "pro"), random))
                .setPrefix(one(PREFIXES, random))
                .setLastFour(one(List.of("wxyz", "0000"), random))
                .setImportBatch(one(List.of("", "legacy", "other"), random))
                .setTags(random.nextBoolean() ? Map.of() : Map.of("team", one(OWNERS, random)))
                .setExpiresAt(random.nextBoolean() ? null : NOON.plusSeconds(random.nextInt(-5, 5)))
                .setState(one(List.of(KeyState.ACTIVE, KeyState.REVOKED, KeyState.DELETED), random))
                .build();
    }

    private static KeySearch search(Random random) {
        var members = new HashMap<String, String>();
        maybe(random, members, "ownerId", List.of("acme", "bolt"));
        maybe(random, members, "planId", List.of("free", "pro"));
        maybe(random, members, "prefix", List.of("t", "tg_live_", "a_brand_of_ours_live_A"));
        maybe(random, members, "lastFour", List.of("wxyz", "0000"));
        maybe(random, members, "tag", TAGS);
        maybe(random, members, "importBatch", List.of("legacy"));
        maybe(
                random,
                members,
                "state",
                List.of("active", "expired", "suspended", "revoked", "deleted"));
        return search(members);
    }

    private static KeySearch search(Map<String, String> members) {
        var query = new HashMap<String, List<String>>();
        members.forEach((name, value) -> query.put(name, List.of(value)));
        return KeySearch.read(new Query(query));
    }

    private static void maybe(
            Random random, Map<String, String> members, String name, List<String> values) {
        if (random.nextInt(3) == 0) {
            members.put(name, one(values, random));
        }
    }

    private static Reach reach(Random random) {
        Set<String> plans = random.nextInt(4) == 0 ? Set.of("pro") : Set.of();
        Set<String> batches = random.nextInt(4) == 0 ? Set.of("legacy") : Set.of();
        return new Reach(
                Stream.generate(() -> id(random)).limit(2).collect(Collectors.toSet()),
                random.nextBoolean() ? Set.of() : Set.of(one(OWNERS, random)),
                plans,
                batches,
                random.nextBoolean() ? plans : Set.of(),
                random.nextBoolean() ? batches : Set.of(),
                random.nextInt(8) == 0);
    }

    private static KeyRows.Page page(
            Optional<String> after, int most, KeySearch search, Reach reach) {
        return new KeyRows.Page(after, most, key -> search.wants(key, k -> standing(k, reach)));
    }

    private static KeyRows.Page page(Optional<String> after, int most) {
        return new KeyRows.Page(after, most, _ -> true);
    }

    /** As if everything within reach were suspended. */
    private static KeyStanding standing(ApiKey key, Reach reach) {
        boolean hit =
                reach.anybody()
                        || reach.keyIds().contains(key.getKeyId())
                        || reach.ownerIds().contains(key.getOwnerId())
                        || reach.planIds().contains(key.getPlanId())
                        || reach.importBatches().contains(key.getImportBatch());
        var standing = KeyStanding.of(key, List.of(), NOON);
        return hit && standing == KeyStanding.ACTIVE ? KeyStanding.SUSPENDED : standing;
    }

    private static boolean isAfter(ApiKey key, String id) {
        return key.getKeyId().compareTo(id) > 0;
    }

    private static String id(Random random) {
        return "key_01JABCDEF" + String.format("%04d", random.nextInt(2_000));
    }

    private static <T> T one(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
