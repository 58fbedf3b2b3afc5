package io.tollgate.edge.table;

import io.tollgate.edge.limit.LimitSpec;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.Environment;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** From a key's record to what the hot path wants of it. */
public final class KeyDecoder {
    private KeyDecoder() {}

    /**
     * Decodes a key.
     *
     * @throws IllegalArgumentException if this version can't enforce what the record says
     */
    public static KeyEntry entry(ApiKey key) {
        if (key.getKind() != ApiKeyKind.KEY) {
            throw new IllegalArgumentException("not a key but " + key.getKind());
        }
        if (key.getEnvironment() == Environment.UNKNOWN) {
            throw new IllegalArgumentException("an unknown environment");
        }
        Instant expiresAt = key.getExpiresAt();
        return new KeyEntry(
                key.getKeyId(),
                key.getOwnerId(),
                key.getPlanId(),
                key.getEnvironment(),
                Set.copyOf(key.getScopes()),
                Map.copyOf(key.getTags()),
                key.getAllowedSources().stream().map(SourceRange::parse).toList(),
                key.getLimits().stream().map(limit -> LimitSpec.of(limit, true)).toList(),
                key.getState(),
                key.getCreatedAt().toEpochMilli(),
                expiresAt == null ? Long.MAX_VALUE : expiresAt.toEpochMilli(),
                key.getLimitSubject().isEmpty() ? key.getKeyId() : key.getLimitSubject(),
                key.getImportBatch());
    }
}
