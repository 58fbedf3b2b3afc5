package io.tollgate.admin.resource;

import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.KeyState;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Keys for tests. */
final class SampleKeys {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private SampleKeys() {}

    static ApiKey.Builder key(String id) {
        return ApiKey.newBuilder()
                .setKind(ApiKeyKind.KEY)
                .setKeyId(id)
                .setVersion(3)
                .setOwnerId("acme")
                .setPlanId("free")
                .setEnvironment(Environment.LIVE)
                .setName("batch job")
                .setScopes(List.of("read"))
                .setTags(Map.of("team", "blue"))
                .setState(KeyState.ACTIVE)
                .setPrefix("tg_live_Ab3d")
                .setLastFour("wxyz")
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON);
    }
}
