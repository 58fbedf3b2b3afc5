package io.tollgate.admin.resource;

import io.tollgate.schemas.Claim;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A claim link as it is shown, without its token.
 *
 * @param keyId the key that it makes
 * @param claimedAt when the key was fetched, null if it was not
 */
record ClaimView(
        String id,
        String keyId,
        String ownerId,
        String state,
        long version,
        String createdAt,
        String expiresAt,
        @Nullable String claimedAt) {

    static ClaimView of(Claim claim, Instant now) {
        return new ClaimView(
                claim.getClaimId(),
                claim.getKeyId(),
                claim.getOwnerId(),
                ClaimLinks.standing(claim, now).name(),
                claim.getVersion(),
                claim.getCreatedAt().toString(),
                claim.getExpiresAt().toString(),
                claim.getClaimedAt() == null ? null : claim.getClaimedAt().toString());
    }
}
