package io.tollgate.admin.security;

import io.tollgate.schemas.Role;
import java.util.EnumSet;
import java.util.Set;

/** What each role may do. */
public final class Roles {
    private static final Set<Permission> READING =
            EnumSet.of(
                    Permission.SIGNED_IN,
                    Permission.READ_OWNERS,
                    Permission.READ_PLANS,
                    Permission.READ_ROUTES,
                    Permission.READ_RULES,
                    Permission.READ_KEYS,
                    Permission.READ_REVOCATIONS,
                    Permission.READ_USAGE,
                    Permission.READ_ALERTS,
                    Permission.READ_NOTIFICATIONS,
                    Permission.READ_EDGES);

    private Roles() {}

    /** Whether a role includes a permission; a role that we don't know includes none. */
    public static boolean allow(Role role, Permission permission) {
        return permission == Permission.PUBLIC || bundle(role).contains(permission);
    }

    /** Whether a role includes all that another does. */
    public static boolean covers(Role role, Role other) {
        return bundle(role).containsAll(bundle(other));
    }

    private static Set<Permission> bundle(Role role) {
        return switch (role) {
            case VIEWER -> READING;
            case KEY_MANAGER ->
                    reading(Permission.EDIT_OWNERS, Permission.ISSUE_KEYS, Permission.SUSPEND_KEYS);
            case SECURITY ->
                    reading(
                            Permission.SUSPEND_KEYS,
                            Permission.REVOKE_KEYS,
                            Permission.EDIT_RULES,
                            Permission.READ_AUDIT,
                            Permission.READ_OPERATORS);
            case AUDITOR ->
                    EnumSet.of(
                            Permission.SIGNED_IN,
                            Permission.READ_USAGE,
                            Permission.READ_AUDIT,
                            Permission.READ_OPERATORS);
            case ADMIN -> EnumSet.allOf(Permission.class);
            case UNKNOWN -> Set.of();
        };
    }

    private static Set<Permission> reading(Permission... more) {
        var all = EnumSet.copyOf(READING);
        all.addAll(Set.of(more));
        return all;
    }
}
