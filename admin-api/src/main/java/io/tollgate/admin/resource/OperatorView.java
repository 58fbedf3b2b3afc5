package io.tollgate.admin.resource;

import io.tollgate.schemas.Operator;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An operator as others see it; what its token is made of stays inside.
 *
 * @param expiresAt from when on its token is refused, null if it does not expire
 */
record OperatorView(
        String id,
        String name,
        String role,
        String state,
        @Nullable String expiresAt,
        long version,
        String createdAt,
        String updatedAt) {

    static OperatorView of(Operator operator) {
        return new OperatorView(
                operator.getOperatorId(),
                operator.getName(),
                operator.getRole().name(),
                operator.getState().name(),
                Optional.ofNullable(operator.getExpiresAt()).map(Instant::toString).orElse(null),
                operator.getVersion(),
                operator.getCreatedAt().toString(),
                operator.getUpdatedAt().toString());
    }
}
