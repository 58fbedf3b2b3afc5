package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.schemas.credentials.KeyHash;
import io.tollgate.schemas.credentials.Pepper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The pepper and the master key are rotated while clients go on with what they have. */
@Fleet(edges = 2)
class NewSecretsIT {
    private static final String NEWEST_WRAPS = "/masterKey/outdated";

    private final Installation tollgate;
    private final AdminApi admin;
    private final Path secrets;

    NewSecretsIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
        this.secrets = tollgate.secrets();
    }

    @Test
    void aNewPepperNeedsNoClientAndTheOldOneIsWorthNothingThen() throws IOException {
        tollgate.plan("open");
        admin.owner("acme");
        List<ApiKey> keys = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            keys.add(tollgate.issue("acme", "open"));
        }
        Path file = secrets.resolve("pepper");
        String oldText = Files.readString(file);
        var load = Load.paced(tollgate.edges(), keys, 200);
        var seen = CompletableFuture.supplyAsync(load::run);

        run("secrets", "rotate", "pepper", "--dir", secrets.toString());
        restartAdmin();
        assertThat(inUse().at("/renewed").asBoolean()).as("%s", inUse()).isFalse();
        assertThat(inUse().at("/pepper/edgesBehind")).as("%s", inUse()).hasSize(2);
        keys.add(tollgate.issue("acme", "open"));
        for (Edge edge : tollgate.edges()) {
            assertThat(inUse().at("/pepper/inUse").asInt()).as("%s", inUse()).isEqualTo(1);
            edge.program().stop();
            tollgate.restart(edge);
        }
        Installation.await("all hashes are renewed")
                .until(() -> inUse().at("/renewed").asBoolean());
        keys.add(tollgate.issue("acme", "open"));
        load.end();

        // An edge that starts says so; whoever sends it requests all the same gets 503.
        assertThat(seen.join().byStatus()).containsKey(200).doesNotContainKeys(400, 401, 403, 429);
        assertAllAdmit(keys);
        assertHaveOnlyNewHashes(keys, new Pepper(HexFormat.of().parseHex(oldText.strip())));

        assertThatAnEdgeWithTheOldPepperVouchesForNobody(file, oldText, keys.getFirst());
        assertAllAdmit(keys);
    }

    @Test
    void aNewMasterKeyOpensEverythingAndTheOldOneIsThrownAway() {
        String email = "mare@globex.example";
        admin.create(
                "/v1/owners",
                Map.of("id", "globex", "name", "Globex", "contact", Map.of("email", email)));

        run("secrets", "rotate", "master-key", "--dir", secrets.toString());
        restartAdmin();
        Installation.await("all keys of owners are wrapped anew")
                .until(() -> inUse().at(NEWEST_WRAPS).asInt() == 0);
        run("secrets", "retire-master-keys", "--dir", secrets.toString());
        restartAdmin();

        assertThat(admin.read("/v1/owners/globex").toString()).contains(email);
        assertThat(inUse().at(NEWEST_WRAPS).asInt()).isZero();
    }

    private void assertThatAnEdgeWithTheOldPepperVouchesForNobody(
            Path file, String oldText, ApiKey key) throws IOException {
        Edge edge = tollgate.edges().getLast();
        String newText = Files.readString(file);
        edge.program().stop();
        Files.writeString(file, oldText);
        tollgate.startWithEmptyDisk(edge);
        Installation.await("the edge says what it lacks")
                .until(() -> edge.listens() && unready(edge).contains("version 2 of the pepper"));
        assertThat(edge.use(key.secret()).status()).isEqualTo(503);
        edge.program().stop();
        Files.writeString(file, newText);
        tollgate.restart(edge);
    }

    private static String unready(Edge edge) {
        return Call.get("/health/ready").to(edge.privatePort()).body();
    }

    private void assertAllAdmit(List<ApiKey> keys) {
        for (Edge edge : tollgate.edges()) {
            keys.forEach(key -> edge.assertAdmits(key.secret()));
        }
    }

    /** Of each topic key, the last record is what stays of it. */
    private void assertHaveOnlyNewHashes(List<ApiKey> keys, Pepper old) {
        var left = new HashMap<String, io.tollgate.schemas.@Nullable ApiKey>();
        new TopicReader(tollgate.broker())
                .all(tollgate.topics().keys)
                .forEach(record -> left.put(record.key(), record.value()));
        var found = new HashMap<String, String>();
        left.forEach((hash, key) -> {
            if (key != null) {
                found.put(key.getKeyId(), hash);
            }
        });
        for (ApiKey key : keys) {
            KeyHash oldHash = old.hash(key.secret());
            assertThat(left.get(oldHash.hex())).as("by the old pepper").isNull();
            assertThat(found).as("by the new one").containsKey(key.id());
        }
    }

    private JsonNode inUse() {
        return admin.read("/v1/secrets");
    }

    private void restartAdmin() {
        Installation.Admin only = tollgate.admins().getFirst();
        only.program().stop();
        tollgate.restart(only);
    }

    private void run(String... words) {
        Program command = tollgate.command(words);
        assertThat(command.ended()).as(command.tail()).isZero();
    }
}
