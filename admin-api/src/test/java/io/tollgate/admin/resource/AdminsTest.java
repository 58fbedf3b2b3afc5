package io.tollgate.admin.resource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.admin.http.ProblemException;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.OperatorState;
import io.tollgate.schemas.Role;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdminsTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Operator ADMIN = admin("op_1", null);
    private static final Operator OTHER = admin("op_2", null);

    @Test
    void letsOneOfTwoGo() {
        assertAllowed(List.of(ADMIN, OTHER), ADMIN, Optional.empty());
        assertAllowed(List.of(ADMIN, OTHER), ADMIN, Optional.of(demoted(ADMIN)));
    }

    @Test
    void keepsTheLastOne() {
        var viewer = demoted(OTHER);

        assertRefused(List.of(ADMIN, viewer), ADMIN, Optional.empty());
        assertRefused(List.of(ADMIN, viewer), ADMIN, Optional.of(demoted(ADMIN)));
        assertRefused(List.of(ADMIN, viewer), ADMIN, Optional.of(disabled(ADMIN)));
    }

    @Test
    void countsNobodyWhoCannotSignIn() {
        var expired = admin("op_2", NOON);

        assertRefused(List.of(ADMIN, expired), ADMIN, Optional.empty());
        assertRefused(List.of(ADMIN, disabled(OTHER)), ADMIN, Optional.empty());
        assertRefused(List.of(ADMIN, withoutToken(OTHER)), ADMIN, Optional.empty());
    }

    @Test
    void doesNotLetTheLastOneRunOutEither() {
        var passing = admin("op_1", NOON.plusSeconds(60));

        assertRefused(List.of(ADMIN), ADMIN, Optional.of(passing));
        assertRefused(List.of(ADMIN, admin("op_2", NOON.plusSeconds(9))), ADMIN, Optional.empty());
        assertAllowed(List.of(ADMIN, OTHER), ADMIN, Optional.of(passing));
    }

    @Test
    void asksForNoMoreThanThereWas() {
        var passing = admin("op_1", NOON.plusSeconds(60));
        var viewer = demoted(OTHER);

        assertAllowed(List.of(passing), passing, Optional.of(admin("op_1", NOON.plusSeconds(9))));
        assertRefused(List.of(passing), passing, Optional.empty());
        assertAllowed(List.of(viewer), viewer, Optional.empty());
    }

    private static void assertAllowed(
            List<Operator> all, Operator before, Optional<Operator> after) {
        assertThatCode(() -> Admins.demandProvision(all, before, after, NOON))
                .doesNotThrowAnyException();
    }

    private static void assertRefused(
            List<Operator> all, Operator before, Optional<Operator> after) {
        assertThatThrownBy(() -> Admins.demandProvision(all, before, after, NOON))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("the last active operator");
    }

    private static Operator demoted(Operator operator) {
        return Operator.newBuilder(operator).setRole(Role.VIEWER).build();
    }

    private static Operator disabled(Operator operator) {
        return Operator.newBuilder(operator).setState(OperatorState.DISABLED).build();
    }

    private static Operator withoutToken(Operator operator) {
        return Operator.newBuilder(operator).setTokenHash("").build();
    }

    private static Operator admin(String id, @Nullable Instant expiresAt) {
        return Operator.newBuilder()
                .setOperatorId(id)
                .setVersion(1)
                .setName(id)
                .setRole(Role.ADMIN)
                .setState(OperatorState.ACTIVE)
                .setTokenHash("hash of " + id)
                .setExpiresAt(expiresAt)
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON)
                .build();
    }
}
