package io.tollgate.admin.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.admin.http.ProblemException;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.OperatorState;
import io.tollgate.schemas.Role;
import io.tollgate.schemas.credentials.Pepper;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Pepper PEPPER = new Pepper(new byte[32]);
    private static final String TOKEN = new Minting(new Random(1)).token();

    @Test
    void knowsAnOperatorByItsToken() {
        var operator = operator(Role.VIEWER, OperatorState.ACTIVE, null);

        assertThat(knowing(operator).admit(List.of("Bearer " + TOKEN), Permission.READ_KEYS))
                .contains(operator);
        assertThat(knowing(operator).admit(List.of("bearer " + TOKEN), Permission.SIGNED_IN))
                .contains(operator);
    }

    @Test
    void asksNobodyWhereNothingIsNeeded() {
        assertThat(knowing().admit(List.of(), Permission.PUBLIC)).isEmpty();
    }

    @Test
    void refusesAnOperatorThatMayNotAndNamesThePermission() {
        var operator = operator(Role.VIEWER, OperatorState.ACTIVE, null);

        var refusal = refusal(knowing(operator), "Bearer " + TOKEN, Permission.ISSUE_KEYS);

        assertThat(refusal.problem().status()).isEqualTo(403);
        assertThat(refusal.problem().detail()).contains("ISSUE_KEYS").contains("VIEWER");
    }

    @Test
    void refusesATokenThatNobodyHasAnymore() {
        var disabled = operator(Role.ADMIN, OperatorState.DISABLED, null);
        var expired = operator(Role.ADMIN, OperatorState.ACTIVE, NOON);

        for (var authenticator : List.of(knowing(), knowing(disabled), knowing(expired))) {
            var refusal = refusal(authenticator, "Bearer " + TOKEN, Permission.READ_KEYS);
            assertThat(refusal.problem().status()).isEqualTo(401);
            assertThat(refusal.headers().get("WWW-Authenticate")).contains("invalid_token");
            assertThat(refusal.problem().detail()).doesNotContain(TOKEN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic abc", "Bearer", "Bearer  ", "tgadm_live_x"})
    void refusesWhatIsNoBearerToken(String header) {
        var refusal = refusal(knowing(), header, Permission.READ_KEYS);

        assertThat(refusal.problem().status()).isEqualTo(400);
        assertThat(refusal.problem().detail()).contains("'Bearer <token>'");
    }

    @Test
    void givesNoErrorCodeToWhoSentNothing() {
        var refusal =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> knowing().admit(List.of(), Permission.READ_KEYS));

        assertThat(refusal.problem().status()).isEqualTo(401);
        assertThat(refusal.headers().get("WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"tollgate-admin\"");
    }

    private static ProblemException refusal(
            Authenticator authenticator, String header, Permission needed) {
        return catchThrowableOfType(
                ProblemException.class, () -> authenticator.admit(List.of(header), needed));
    }

    private static Authenticator knowing(Operator... operators) {
        return new Authenticator(() -> List.of(operators), PEPPER, () -> NOON);
    }

    private static Operator operator(Role role, OperatorState state, @Nullable Instant expiresAt) {
        return Operator.newBuilder()
                .setOperatorId("op_1")
                .setVersion(1)
                .setName("admin")
                .setRole(role)
                .setState(state)
                .setTokenHash(PEPPER.hash(TOKEN).hex())
                .setExpiresAt(expiresAt)
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON)
                .build();
    }
}
