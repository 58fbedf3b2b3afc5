package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something to try at first start: two plans, an owner, a route to the upstream, a key. What is
 * there already stays.
 */
final class DemoContent {
    static final String OWNER = "demo";

    private static final String ROUTE = "all";
    private static final Map<String, Object> FREE =
            Map.of(
                    "id",
                    "free",
                    "limits",
                    List.of(
                            limit("minute", 10, "PT1M", "rate"),
                            limit("day", 100, "P1D", "quota")));
    private static final Map<String, Object> PRO =
            Map.of("id", "pro", "limits", List.of(limit("minute", 600, "PT1M", "rate")));

    private final AdminClient admin;
    private final Path keyFile;

    DemoContent(AdminClient admin, Path data) {
        this.admin = admin;
        this.keyFile = data.resolve("demo-key");
    }

    /**
     * The demo key.
     *
     * @param file holds its secret
     * @param state ACTIVE, or what became of it since
     */
    record DemoKey(String id, Path file, String state) {}

    /** Makes what is missing, leads the route to the upstream, and says what the demo key is. */
    DemoKey ensure(URI upstream) throws IOException, InterruptedException {
        for (Map<String, Object> plan : List.of(FREE, PRO)) {
            if (admin.read("/v1/plans/" + plan.get("id")).isEmpty()) {
                admin.create("/v1/plans", plan);
            }
        }
        if (admin.read("/v1/owners/" + OWNER).isEmpty()) {
            admin.create(
                    "/v1/owners",
                    Map.of(
                            "id",
                            OWNER,
                            "name",
                            "Demo owner",
                            "contact",
                            Map.of("email", "demo@tollgate.example")));
        }
        ensureRoute(upstream);
        return ensureKey();
    }

    private void ensureRoute(URI upstream) throws IOException, InterruptedException {
        Map<String, Object> route =
                Map.of(
                        "id",
                        ROUTE,
                        "match",
                        Map.of("path", "/**"),
                        "upstreams",
                        List.of(upstream.toString()),
                        "cost",
                        1);
        Optional<JsonNode> present = admin.read("/v1/routes/" + ROUTE);
        if (present.isEmpty()) {
            admin.create("/v1/routes", route);
        } else if (!upstream.toString().equals(present.get().path("upstreams").path(0).asText())) {
            admin.replace("/v1/routes/" + ROUTE, route);
        }
    }

    private DemoKey ensureKey() throws IOException, InterruptedException {
        Path idFile = keyFile.resolveSibling("demo-key-id");
        if (Files.exists(keyFile) && Files.exists(idFile)) {
            String id = Files.readString(idFile).strip();
            Optional<JsonNode> key = admin.read("/v1/keys/" + id);
            if (key.isPresent()) {
                return new DemoKey(id, keyFile, key.get().path("state").asText());
            }
        }
        JsonNode key =
                admin.create(
                        "/v1/keys",
                        Map.of(
                                "ownerId",
                                OWNER,
                                "planId",
                                "free",
                                "environment",
                                "live",
                                "name",
                                "demo key"));
        String id = key.path("id").asText();
        writeSecret(keyFile, key.path("secret").asText());
        Files.writeString(idFile, id + "\n");
        return new DemoKey(id, keyFile, key.path("state").asText());
    }

    private static void writeSecret(Path file, String secret) throws IOException {
        Files.deleteIfExists(file);
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Files.createFile(file, ownerOnly);
        Files.writeString(file, secret + "\n", StandardOpenOption.WRITE);
    }

    private static Map<String, Object> limit(String name, long amount, String window, String kind) {
        return Map.of(
                "name", name, "amount", amount, "window", window, "kind", kind, "scope", "key");
    }
}
