package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.schemas.RevocationKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An owner with very many keys is revoked as one key is. */
@Fleet
class BulkRevocationIT {
    private static final int KEYS = 10_000;
    private static final int ONE_BY_ONE = 20;

    private final Installation tollgate;
    private final AdminApi admin;

    BulkRevocationIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
    }

    @Test
    void revokingAnOwnerOfTenThousandKeysTakesAsLongAsRevokingOneKey() {
        tollgate.plan("open");
        admin.owner("acme");
        admin.owner("crowd");
        ApiKey neighbour = tollgate.issue("acme", "open");
        JsonNode imported =
                admin.importKeys("legacy", IntStream.range(0, KEYS).mapToObj(this::line).toList());
        assertThat(imported.path("imported").asInt()).as("%s", imported).isEqualTo(KEYS);
        for (Edge edge : tollgate.edges()) {
            Installation.await(edge.name() + " knows the imported keys")
                    .until(() -> sample().stream().allMatch(edge::knows));
        }

        var single = new ArrayList<Long>();
        for (int i = 0; i < ONE_BY_ONE; i++) {
            single.add(slowest(admin.revoke(Map.of("keyId", tollgate.issue("acme", "open").id()))));
        }
        JsonNode revocation = admin.revoke(Map.of("ownerId", "crowd"));

        long all = slowest(revocation);
        long slowestOfOne = single.stream().mapToLong(Long::longValue).max().orElseThrow();
        assertThat(all)
                .as("ms, with %s for single keys", single)
                .isLessThan(500 + 3 * slowestOfOne);
        for (Edge edge : tollgate.edges()) {
            sample().forEach(edge::assertRefuses);
            edge.assertAdmits(neighbour.secret());
        }
        assertThat(recordsOf("crowd")).as("records for %d keys", KEYS).isEqualTo(1);
        new Report("Revocation of an owner with " + KEYS + " keys, on 3 edges")
                .line("slowest receipt: %d ms", all)
                .line("slowest receipts of %d single keys: %s ms", ONE_BY_ONE, single)
                .print();
    }

    private long slowest(JsonNode revocation) {
        assertThat(revocation.at("/receipts/enforcing").asInt())
                .as("%s", revocation)
                .isEqualTo(tollgate.edges().size());
        return revocation.at("/receipts/slowestMillis").asLong();
    }

    private long recordsOf(String ownerId) {
        return new TopicReader(tollgate.broker())
                .all(tollgate.topics().revocations).stream()
                        .filter(record -> record.value() != null)
                        .filter(record -> record.value().getKind() == RevocationKind.REVOCATION)
                        .filter(record -> record.value().getOwnerId().equals(ownerId))
                        .count();
    }

    /** Some of them, the first and the last among them. */
    private static List<String> sample() {
        return IntStream.iterate(0, i -> i < KEYS, i -> i + 303)
                .mapToObj(BulkRevocationIT::secret)
                .toList();
    }

    private static String secret(int number) {
        return "made-elsewhere-" + number;
    }

    private Map<String, String> line(int number) {
        return Map.of(
                "sha256", sha256(secret(number)),
                "ownerId", "crowd",
                "planId", "open",
                "environment", "live");
    }

    private static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
