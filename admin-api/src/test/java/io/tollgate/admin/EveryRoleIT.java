package io.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.JavalinDoor;
import io.tollgate.admin.http.Listener;
import io.tollgate.admin.http.Relay;
import io.tollgate.admin.security.Authenticator;
import io.tollgate.admin.security.Minting;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.security.Roles;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.OperatorState;
import io.tollgate.schemas.Role;
import io.tollgate.schemas.credentials.Pepper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who gets through to which endpoint: every one of the program, called by everybody. */
class EveryRoleIT {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Pepper PEPPER = new Pepper(new byte[32]);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Minting minting = new Minting(new Random(42));
    private final List<Operator> operators = new ArrayList<>();

    /** Somebody with a token, or without. */
    private record Caller(String what, @Nullable String token, Role role) {
        int expected(Permission needed) {
            if (needed == Permission.PUBLIC) {
                return 200;
            }
            boolean known = token != null && !what.startsWith("not");
            return known ? Roles.allow(role, needed) ? 200 : 403 : 401;
        }
    }

    @Test
    void everyEndpointLetsThroughWhoMayAndNobodyElse() throws Exception {
        List<Caller> callers = callers();
        List<Endpoint> endpoints = EndpointsTest.endpoints().stream().map(this::told).toList();
        var authenticator = new Authenticator(() -> operators, PEPPER, () -> NOON);
        var wrong = new ArrayList<String>();
        int calls = 0;
        try (var door =
                JavalinDoor.open(
                        Listener.unlimited("the test's door", "127.0.0.1", 0, "nothing"),
                        endpoints,
                        authenticator,
                        (_, _, _, _) -> {},
                        (_, _) -> {},
                        Relay.NONE)) {
            for (Endpoint endpoint : endpoints) {
                for (Caller caller : callers) {
                    HttpResponse<String> answer = call(door.port(), endpoint, caller);
                    int expected = caller.expected(endpoint.permission());
                    if (answer.statusCode() != expected
                            || (expected == 200 && !answer.body().equals(name(endpoint)))) {
                        wrong.add(
                                "%s by %s: %d, not %d: %s"
                                        .formatted(
                                                name(endpoint),
                                                caller.what(),
                                                answer.statusCode(),
                                                expected,
                                                answer.body()));
                    }
                    calls++;
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(calls).isEqualTo(endpoints.size() * callers.size()).isGreaterThan(500);
    }

    @Test
    @SuppressWarnings("NullAway") // as somebody might who does not compile with it
    void anEndpointThatNamesNoPermissionCannotBeMade() {
        assertThatThrownBy(() -> Endpoint.get("/v1/open", null, _ -> Answer.nothing()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("GET /v1/open names no permission");
    }

    private List<Caller> callers() {
        var callers = new ArrayList<Caller>();
        for (Role role : Role.values()) {
            callers.add(caller("the role " + role, role, OperatorState.ACTIVE, null));
        }
        callers.add(caller("not any more: expired", Role.ADMIN, OperatorState.ACTIVE, NOON));
        callers.add(caller("not enabled", Role.ADMIN, OperatorState.DISABLED, null));
        callers.add(new Caller("not known", minting.token(), Role.ADMIN));
        callers.add(new Caller("nobody", null, Role.ADMIN));
        return callers;
    }

    private Caller caller(
            String what, Role role, OperatorState state, @Nullable Instant expiresAt) {
        String token = minting.token();
        operators.add(
                Operator.newBuilder()
                        .setOperatorId("op_" + operators.size())
                        .setVersion(1)
                        .setName(what)
                        .setRole(role)
                        .setState(state)
                        .setTokenHash(PEPPER.hash(token).hex())
                        .setExpiresAt(expiresAt)
                        .setCreatedAt(NOON)
                        .setUpdatedAt(NOON)
                        .build());
        return new Caller(what, token, role);
    }

    /** The same endpoint, which only says its name. */
    private Endpoint told(Endpoint endpoint) {
        return new Endpoint(
                endpoint.method(),
                endpoint.path(),
                endpoint.permission(),
                _ -> Answer.text("text/plain", name(endpoint)));
    }

    private static String name(Endpoint endpoint) {
        return endpoint.method() + " " + endpoint.path();
    }

    private static HttpResponse<String> call(int port, Endpoint endpoint, Caller caller)
            throws Exception {
        String path = endpoint.path().replaceAll("\\{[^}]*}", "some");
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(endpoint.method(), BodyPublishers.noBody());
        if (caller.token() != null) {
            request.header("Authorization", "Bearer " + caller.token());
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
