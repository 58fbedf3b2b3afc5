package io.tollgate.admin.leak;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls endpoints without a server between. */
final class Calls {
    private Calls() {}

    static Answer post(
            List<Endpoint> endpoints, String path, Map<String, String> headers, byte[] body) {
        return endpoint(endpoints, "POST", path)
                .action()
                .apply(
                        new Call(
                                "/",
                                Map.of(),
                                Map.of(),
                                name -> Optional.ofNullable(headers.get(name)).stream().toList(),
                                () -> body,
                                headers.getOrDefault("peer", "192.0.2.1"),
                                Optional.empty()));
    }

    static Answer get(List<Endpoint> endpoints, String path) {
        return endpoint(endpoints, "GET", path)
                .action()
                .apply(
                        new Call(
                                "/",
                                Map.of(),
                                Map.of(),
                                _ -> List.of(),
                                () -> new byte[0],
                                "192.0.2.1",
                                Optional.empty()));
    }

    static String text(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static Endpoint endpoint(List<Endpoint> endpoints, String method, String path) {
        return endpoints.stream()
                .filter(one -> one.method().equals(method) && one.path().equals(path))
                .findFirst()
                .orElseThrow();
    }
}
