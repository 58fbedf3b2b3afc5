package io.tollgate.admin.oidc;

import io.tollgate.schemas.Role;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which role a token's claim comes to. Immutable and thread-safe.
 *
 * @param claim its name; where no claim has it, its parts between dots name members inside members,
 *     as in {@code realm_access.roles}
 * @param roles what each value means; of several that a token has, the first here counts
 */
public record OidcRoles(String claim, Map<String, Role> roles) {
    /** Keeps the order. */
    public OidcRoles {
        roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
    }

    /** The role of who has these claims. */
    public Optional<Role> of(Map<String, Object> claims) {
        List<String> values = values(claims);
        return roles.entrySet().stream()
                .filter(entry -> values.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private List<String> values(Map<String, Object> claims) {
        @Nullable Object found = claims.containsKey(claim) ? claims.get(claim) : inside(claims);
        return switch (found) {
            case String one -> List.of(one);
            case Collection<?> many ->
                    many.stream().filter(String.class::isInstance).map(String.class::cast).toList();
            case null, default -> List.of();
        };
    }

    private @Nullable Object inside(Map<String, Object> claims) {
        @Nullable Object at = claims;
        for (String part : claim.split("\\.", -1)) {
            at = at instanceof Map<?, ?> members ? members.get(part) : null;
        }
        return at;
    }
}
