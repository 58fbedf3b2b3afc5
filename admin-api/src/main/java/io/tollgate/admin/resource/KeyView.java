package io.tollgate.admin.resource;

import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Revocation;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is shown, without its secret.
 *
 * @param importBatch the import that brought it, null if it was made here
 * @param rotatedFrom the key that it succeeds
 * @param rotatedTo the key that succeeds it
 * @param limitSubject the key that its limits count for, itself or the first of its line
 * @param lastUsedAt start of the minute in which it was last presented, as metering has told
 */
record KeyView(
        String id,
        String ownerId,
        String planId,
        String environment,
        String name,
        String state,
        List<String> scopes,
        Map<String, String> tags,
        List<String> allowedSources,
        List<LimitView> limits,
        String prefix,
        String lastFour,
        List<String> revocationIds,
        @Nullable String expiresAt,
        @Nullable String importBatch,
        @Nullable String rotatedFrom,
        @Nullable String rotatedTo,
        String limitSubject,
        @Nullable String lastUsedAt,
        long version,
        String createdAt,
        String updatedAt) {

    static KeyView of(
            ApiKey key,
            Collection<Revocation> hits,
            Optional<ApiKey> successor,
            Optional<Instant> lastUse,
            Instant now) {
        return new KeyView(
                key.getKeyId(),
                key.getOwnerId(),
                key.getPlanId(),
                Words.lower(key.getEnvironment()),
                key.getName(),
                KeyStanding.of(key, hits, now).name(),
                key.getScopes(),
                key.getTags(),
                key.getAllowedSources(),
                LimitView.of(key.getLimits()),
                key.getPrefix(),
                key.getLastFour(),
                hits.stream().map(Revocation::getRevocationId).sorted().toList(),
                key.getExpiresAt() == null ? null : key.getExpiresAt().toString(),
                key.getImportBatch().isEmpty() ? null : key.getImportBatch(),
                key.getRotatedFrom().isEmpty() ? null : key.getRotatedFrom(),
                successor.map(ApiKey::getKeyId).orElse(null),
                Rotation.limitSubject(key),
                lastUse.map(Instant::toString).orElse(null),
                key.getVersion(),
                key.getCreatedAt().toString(),
                key.getUpdatedAt().toString());
    }
}
