package io.tollgate.admin.resource;

import static io.tollgate.admin.resource.SampleKeys.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.admin.http.Query;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.KeyState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySearchTest {
    private static final ApiKey KEY =
            key("key_1").setTags(Map.of("team", "a:b")).setImportBatch("legacy").build();

    @ParameterizedTest
    @CsvSource({
        "ownerId, acme, true",
        "ownerId, acm, false",
        "planId, free, true",
        "planId, pro, false",
        "prefix, tg_live_Ab3d, true",
        "prefix, tg_live_A, true",
        "prefix, tg_live_ab, false",
        "prefix, tg_live_Ab3de, false",
        "lastFour, wxyz, true",
        "lastFour, wxyZ, false",
        "tag, team, true",
        "tag, tea, false",
        "tag, team:a:b, true",
        "tag, team:a, false",
        "tag, team:, false",
        "importBatch, legacy, true",
        "importBatch, other, false",
        "state, ACTIVE, true",
        "state, expired, false"
    })
    void findsByEachMember(String name, String value, boolean found) {
        assertThat(found(Map.of(name, List.of(value)), KEY)).isEqualTo(found);
    }

    @Test
    void allMembersMustMatch() {
        assertThat(found(Map.of("tag", List.of("team"), "lastFour", List.of("wxyz")), KEY))
                .isTrue();
        assertThat(found(Map.of("tag", List.of("team"), "lastFour", List.of("0000")), KEY))
                .isFalse();
    }

    @Test
    void leavesOutDeletedKeysUnlessTheyAreAskedFor() {
        ApiKey deleted = key("key_1").setState(KeyState.DELETED).build();

        assertThat(found(Map.of(), KEY)).isTrue();
        assertThat(found(Map.of(), deleted)).isFalse();
        assertThat(found(Map.of("state", List.of("DELETED")), deleted)).isTrue();
        assertThat(found(Map.of("state", List.of("DELETED")), KEY)).isFalse();
    }

    @Test
    void saysWhatAMemberMustBe() {
        var query =
                new Query(
                        Map.of(
                                "lastFour", List.of("abc"),
                                "prefix", List.of("a b"),
                                "tag", List.of("Team")));
        KeySearch.read(query);

        assertThatThrownBy(query::check)
                .hasMessageContaining("lastFour: must be the last four characters")
                .hasMessageContaining("prefix: must be 1 to 32 visible ASCII characters")
                .hasMessageContaining("tag: must be the name of a tag, or name:value");
    }

    private static boolean found(Map<String, List<String>> members, ApiKey key) {
        var query = new Query(members);
        KeySearch search = KeySearch.read(query);
        query.check();
        return search.wants(key, k -> KeyStanding.of(k, List.of(), SampleKeys.NOON));
    }
}
