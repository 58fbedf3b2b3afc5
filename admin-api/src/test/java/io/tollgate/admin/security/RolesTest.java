package io.tollgate.admin.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.Role;
import org.junit.jupiter.api.Test;

class RolesTest {
    @Test
    void aViewerOnlyReadsAndNotWhoElseIsThere() {
        for (Permission permission : Permission.values()) {
            boolean reading =
                    (permission.name().startsWith("READ_")
                                    && permission != Permission.READ_OPERATORS
                                    && permission != Permission.READ_AUDIT)
                            || permission == Permission.SIGNED_IN
                            || permission == Permission.PUBLIC;
            assertThat(Roles.allow(Role.VIEWER, permission))
                    .as("%s", permission)
                    .isEqualTo(reading);
        }
    }

    @Test
    void pausingIsInMoreHandsThanEnding() {
        assertThat(Roles.allow(Role.KEY_MANAGER, Permission.SUSPEND_KEYS)).isTrue();
        assertThat(Roles.allow(Role.KEY_MANAGER, Permission.REVOKE_KEYS)).isFalse();
        assertThat(Roles.allow(Role.SECURITY, Permission.REVOKE_KEYS)).isTrue();
        assertThat(Roles.allow(Role.SECURITY, Permission.ISSUE_KEYS)).isFalse();
    }

    @Test
    void onlyAnAdminIncludesEverybody() {
        for (Role role : Role.values()) {
            assertThat(Roles.covers(Role.ADMIN, role)).as("%s", role).isTrue();
            assertThat(Roles.covers(role, role)).as("%s", role).isTrue();
            assertThat(Roles.covers(role, Role.ADMIN)).as("%s", role).isEqualTo(role == Role.ADMIN);
        }
        assertThat(Roles.covers(Role.SECURITY, Role.KEY_MANAGER)).isFalse();
        assertThat(Roles.covers(Role.SECURITY, Role.VIEWER)).isTrue();
    }

    @Test
    void anAuditorSeesUsageAndNoPeople() {
        assertThat(Roles.allow(Role.AUDITOR, Permission.READ_USAGE)).isTrue();
        assertThat(Roles.allow(Role.AUDITOR, Permission.READ_OWNERS)).isFalse();
    }

    @Test
    void aRoleThatWeDontKnowMayNothing() {
        assertThat(Roles.allow(Role.UNKNOWN, Permission.SIGNED_IN)).isFalse();
        assertThat(Roles.allow(Role.UNKNOWN, Permission.PUBLIC)).isTrue();
    }
}
