package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Where a secret of a whole run may lie: in the file that keeps it, and in the answer to whom it is
 * told.
 */
@Fleet(edges = 1, surrounded = true)
class SecretsIT {
    private static final Set<String> KEPT =
            Set.of("pepper", "admin-token", "master-key", "audit-key");
    private static final String HOOK_SECRET = "whsec_" + "c2VjcmV0".repeat(4);
    private static final String FOREIGN = "an-old-secret-made-by-another-gate-00000001";

    private final Installation tollgate;
    private final AdminApi admin;
    private final Edge edge;
    private final Map<String, String> secrets = new HashMap<>();

    SecretsIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
        this.edge = tollgate.edges().getFirst();
    }

    @Test
    void areInNoTopicNoLogNoStateAndNoFurtherAnswer() throws Exception {
        tollgate.plan("open");
        admin.owner("acme", "http://127.0.0.1:9/for-acme");
        secrets.put("webhook", HOOK_SECRET);
        ApiKey key = tollgate.issue("acme", "open");
        secrets.put("key", key.secret());
        secrets.put("successor", rotated(key));
        secrets.put("imported", imported());
        secrets.put("its hash", sha256(FOREIGN));
        claimed();
        JsonNode operator = admin.create("/v1/operators", Map.of("name", "Zed", "role", "viewer"));
        secrets.put("token", operator.path("token").asText());
        keptInFiles();

        List<String> told = new ArrayList<>();
        told.add(misused(key));
        told.add(mistyped(key));
        for (String usable : List.of("key", "successor", "imported", "claimed")) {
            told.add(used(usable));
        }
        var uses = new Books(tollgate);
        Installation.await("the use is counted")
                .until(() -> uses.sums(List.of(key)).containsValue(1L));
        admin.revoke(Map.of("ownerId", "acme"));
        edge.assertRefuses(key.secret());
        Installation.await("the owner is to be told").until(() -> !admin.told("acme").isEmpty());
        told.addAll(everyAnswer(key));

        var everything = Everything.of(tollgate);
        assertThat(everything.placesOf(key.id()))
                .as("what may be known is found")
                .hasSizeGreaterThan(5);
        assertThat(told).as("and told").anyMatch(answer -> answer.contains(key.id()));
        assertThat(secrets).hasSize(13).doesNotContainValue("");
        secrets.forEach((name, secret) -> {
            assertThat(everything.placesOf(secret))
                    .as("places of the %s", name)
                    .allMatch(place -> isKept(name, place));
            assertThat(told)
                    .as("answers with the %s", name)
                    .noneMatch(answer -> answer.contains(secret));
        });
    }

    private boolean isKept(String name, String place) {
        return KEPT.contains(name) && Path.of(place).endsWith(name);
    }

    private String rotated(ApiKey key) {
        return admin.create("/v1/keys/" + key.id() + "/rotate", Map.of("grace", "PT1H"))
                .path("secret")
                .asText();
    }

    private String imported() throws Exception {
        JsonNode report =
                admin.importKeys(
                        "legacy",
                        List.of(
                                Map.of(
                                        "sha256", sha256(FOREIGN),
                                        "ownerId", "acme",
                                        "planId", "open",
                                        "environment", "live",
                                        "prefix", FOREIGN.substring(0, 12),
                                        "lastFour", "0001",
                                        "name", "from before")));
        assertThat(report.path("imported").asInt()).as("%s", report).isEqualTo(1);
        return FOREIGN;
    }

    private static String sha256(String secret) throws Exception {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** The owner fetches a key by a link. */
    private void claimed() {
        JsonNode made =
                admin.create(
                        "/v1/claims",
                        Map.of(
                                "ownerId",
                                "acme",
                                "planId",
                                "open",
                                "environment",
                                "live",
                                "goodFor",
                                "P1D"));
        URI link = URI.create(made.path("link").asText());
        String token = link.getFragment();
        Answer answer =
                Call.of("POST", link.getPath())
                        .withJson(Json.write(Map.of("token", token)))
                        .to(link.getPort());
        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        secrets.put("link", token.substring(token.indexOf('.') + 1));
        secrets.put("claimed", answer.json().path("secret").asText());
    }

    /**
     * What programs keep for themselves. Beside it there may be its version, and what is public.
     */
    private void keptInFiles() throws Exception {
        try (Stream<Path> files = Files.walk(tollgate.secrets())) {
            for (Path file :
                    files.filter(file -> KEPT.contains(String.valueOf(file.getFileName())))
                            .toList()) {
                String secret =
                        Stream.of(Files.readString(file).split("\\s+"))
                                .max(Comparator.comparingInt(String::length))
                                .orElseThrow();
                secrets.put(String.valueOf(file.getFileName()), secret);
            }
        }
    }

    /** A key where none is looked for. */
    private String misused(ApiKey key) {
        Answer answer = Call.get(Edge.NOWHERE + "?api_key=" + key.secret()).to(edge.port());
        assertThat(answer.status()).as("%s", answer).isEqualTo(401);
        return answer.toString();
    }

    /** A key of which a character is wrong. */
    private String mistyped(ApiKey key) {
        char last = key.secret().charAt(key.secret().length() - 1);
        String wrong =
                key.secret().substring(0, key.secret().length() - 1) + (last == 'x' ? 'y' : 'x');
        secrets.put("mistyped", wrong);
        Answer answer = edge.use(wrong);
        assertThat(answer.status()).as("%s", answer).isIn(400, 401);
        return answer.toString();
    }

    private String used(String name) {
        String secret = secrets.getOrDefault(name, "");
        Installation.await("the edge knows the " + name).until(() -> edge.knows(secret));
        Answer answer = edge.use(secret);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.toString();
    }

    /** What all pages say that need no parameters, and those of the key. */
    private List<String> everyAnswer(ApiKey key) {
        List<String> pages =
                new ArrayList<>(
                        admin.send(admin.authorized("GET", "/openapi.yaml"))
                                .body()
                                .lines()
                                .filter(line -> line.matches("  /[^{}]*:"))
                                .map(line -> line.strip().replace(":", ""))
                                .toList());
        assertThat(pages).contains("/v1/keys", "/v1/audit", "/metrics");
        pages.addAll(
                List.of("/v1/keys/" + key.id(), "/v1/owners/acme", "/v1/usage?keyId=" + key.id()));
        var answers = new ArrayList<String>();
        for (String page : pages) {
            answers.add(admin.send(admin.authorized("GET", page)).toString());
        }
        answers.add(Call.get("/metrics").to(edge.privatePort()).toString());
        return answers;
    }
}
