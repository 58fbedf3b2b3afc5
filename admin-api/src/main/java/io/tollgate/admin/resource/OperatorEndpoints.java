package io.tollgate.admin.resource;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.security.Permission;
import io.tollgate.admin.security.Roles;
import io.tollgate.schemas.Operator;
import java.util.Arrays;
import java.util.List;

/** {@code /v1/operators/me}: who is signed in, and what they may. */
public final class OperatorEndpoints {
    private OperatorEndpoints() {}

    /** The endpoints. */
    public static List<Endpoint> all() {
        return List.of(
                Endpoint.get("/v1/operators/me", Permission.SIGNED_IN, OperatorEndpoints::me));
    }

    private record OperatorView(String id, String name, String role, List<String> permissions) {}

    private static Answer me(Call call) {
        call.query().check();
        Operator operator = call.operator().orElseThrow();
        List<String> permissions =
                Arrays.stream(Permission.values())
                        .filter(permission -> Roles.allow(operator.getRole(), permission))
                        .map(Permission::name)
                        .toList();
        return Answer.ok(
                new OperatorView(
                        operator.getOperatorId(),
                        operator.getName(),
                        operator.getRole().name(),
                        permissions));
    }
}
