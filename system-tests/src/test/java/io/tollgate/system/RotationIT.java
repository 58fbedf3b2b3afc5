package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

@Fleet
class RotationIT {
    private final Installation tollgate;
    private final AdminApi admin;

    RotationIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
    }

    @Test
    void aSuccessorHasWhatIsLeftOfTheLimitAndStaysWhenTheOldKeyEnds() {
        tollgate.plan("six", new Limit("day", 6, "P1D", "quota", "key"));
        admin.owner("acme");
        ApiKey old = tollgate.issue("acme", "six");
        String path = "/v1/keys/" + old.id();
        Edge edge = tollgate.edges().getFirst();
        for (int i = 0; i < 4; i++) {
            edge.assertAdmits(old.secret());
        }

        ApiKey successor = rotated(path);
        tollgate.awaitKnown(successor);
        edge.assertAdmits(successor.secret());
        edge.assertAdmits(old.secret());

        assertThat(edge.use(successor.secret()).status()).isEqualTo(429);
        assertThat(edge.use(old.secret()).status()).isEqualTo(429);
        Installation.await("all edges know what both keys used together")
                .untilAsserted(() ->
                        tollgate.edges()
                                .forEach(other ->
                                        assertThat(other.use(successor.secret()).status())
                                                .as(other.name())
                                                .isEqualTo(429)));
        Installation.await("the use of the old key is known")
                .until(() -> !admin.read(path).path("lastUsedAt").isNull());
        assertThat(finish(path, "{}").status()).isEqualTo(409);
        Answer finished = finish(path, "{\"unusedFor\": \"PT0S\"}");
        assertThat(finished.status()).as("%s", finished).isEqualTo(200);
        Installation.await("all edges refuse the old key")
                .untilAsserted(
                        () -> tollgate.edges().forEach(other -> other.assertRefuses(old.secret())));
        assertThat(edge.use(successor.secret()).status()).isEqualTo(429);
    }

    private ApiKey rotated(String path) {
        JsonNode made = admin.create(path + "/rotate", Map.of("grace", "PT1H"));
        return new ApiKey(made.path("id").asText(), "acme", made.path("secret").asText());
    }

    private Answer finish(String path, String body) {
        return admin.send(admin.authorized("POST", path + "/rotate/finish").withJson(body));
    }
}
