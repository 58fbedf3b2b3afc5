package io.tollgate.admin.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OidcRolesTest {
    @Test
    void takesATextOrAList() {
        var roles = new OidcRoles("groups", Map.of("sec", Role.SECURITY));

        assertThat(roles.of(Map.of("groups", "sec"))).contains(Role.SECURITY);
        assertThat(roles.of(Map.of("groups", List.of("a", "sec")))).contains(Role.SECURITY);
        assertThat(roles.of(Map.of("groups", List.of(7, Map.of())))).isEmpty();
        assertThat(roles.of(Map.of("groups", "security"))).isEmpty();
        assertThat(roles.of(Map.of())).isEmpty();
    }

    @Test
    void looksInsideWhereNoClaimHasTheWholeName() {
        var inside = Map.<String, Object>of("realm_access", Map.of("roles", List.of("sec")));
        var roles = new OidcRoles("realm_access.roles", Map.of("sec", Role.SECURITY));

        assertThat(roles.of(inside)).contains(Role.SECURITY);
        assertThat(roles.of(Map.of("realm_access.roles", "sec"))).contains(Role.SECURITY);
        assertThat(roles.of(Map.of("realm_access", "roles"))).isEmpty();
    }

    @Test
    void theFirstThatIsWrittenCounts() {
        var written = new LinkedHashMap<String, Role>();
        written.put("watch", Role.VIEWER);
        written.put("all", Role.ADMIN);
        var roles = new OidcRoles("groups", written);

        assertThat(roles.of(Map.of("groups", List.of("all", "watch")))).contains(Role.VIEWER);
    }
}
