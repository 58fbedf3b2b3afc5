package io.tollgate.admin.resource;

import static io.tollgate.admin.resource.SampleKeys.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.admin.http.BodyLines;
import io.tollgate.admin.security.Hashing;
import io.tollgate.admin.security.Minting;
import io.tollgate.admin.table.Changes;
import io.tollgate.admin.table.Ledger;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.admin.table.WriteRefusedException;
import io.tollgate.admin.table.WriteRefusedException.Reason;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.Environment;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Owner;
import io.tollgate.schemas.OwnerState;
import io.tollgate.schemas.Plan;
import io.tollgate.schemas.PlanState;
import io.tollgate.schemas.credentials.KeyForm;
import io.tollgate.schemas.credentials.Pepper;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyImportTest {
    private static final Pepper PEPPER = new Pepper(new byte[32]);

    private final State state = State.empty();
    private final MemoryLedger ledger = new MemoryLedger(state.keys());
    private final AtomicInteger ids = new AtomicInteger(1_000);

    @BeforeEach
    void makeAnOwnerAndAPlan() {
        var owner =
                Owner.newBuilder()
                        .setOwnerId("acme")
                        .setVersion(1)
                        .setState(OwnerState.ACTIVE)
                        .setCreatedAt(NOON)
                        .setUpdatedAt(NOON)
                        .build();
        state.owners().accept(new TopicRecord<>("acme", owner, 0, 0, NOON, true));
        var plan =
                Plan.newBuilder()
                        .setPlanId("free")
                        .setVersion(1)
                        .setState(PlanState.ACTIVE)
                        .setCreatedAt(NOON)
                        .setUpdatedAt(NOON)
                        .build();
        state.plans().accept(new TopicRecord<>("free", plan, 0, 0, NOON, true));
    }

    @Test
    void importsAKeyThatItsSecretThenIsGoodFor() {
        String secret = "an old key of 30 characters...";
        var report =
                take(
                        "legacy",
                        line(
                                secret,
                                ", \"prefix\": \"an\", \"lastFour\": \"....\", \"scopes\": [\"read\"]"));

        ApiKey key = state.keys().findByHash(PEPPER.hash(secret).hex()).orElseThrow();
        assertThat(report.imported()).isEqualTo(1);
        assertThat(key.getKeyId()).startsWith("key_");
        assertThat(key.getOwnerId()).isEqualTo("acme");
        assertThat(key.getEnvironment()).isEqualTo(Environment.LIVE);
        assertThat(key.getScopes()).containsExactly("read");
        assertThat(key.getImportBatch()).isEqualTo("legacy");
        assertThat(key.getPrefix()).isEqualTo("an");
        assertThat(key.getLastFour()).isEqualTo("....");
        assertThat(key.getState()).isEqualTo(KeyState.ACTIVE);
        assertThat(key.getCreatedAt()).isEqualTo(NOON);
        assertThat(state.keys().knowsBatch("legacy")).isTrue();
    }

    @Test
    void reportsEveryRefusedLineInItsOrderAndImportsTheOthers() {
        var report =
                take(
                        "legacy",
                        String.join(
                                "\n",
                                line("secret one", ""),
                                line("secret two", ", \"colour\": \"red\""),
                                "",
                                line("secret three", "").replace("acme", "nobody"),
                                "{",
                                line("secret four", "").replace("free", "none"),
                                line("secret five", "").replaceFirst("[0-9a-f]{64}", "5ec7e7"),
                                line("secret six", "")));

        assertThat(report.lines()).isEqualTo(7);
        assertThat(report.imported()).isEqualTo(2);
        assertThat(report.refused()).isEqualTo(5);
        assertThat(report.nextLine()).isNull();
        assertThat(report.refusals())
                .extracting(ImportReport.Refusal::line)
                .containsExactly(2L, 4L, 5L, 6L, 7L);
        assertThat(report.refusals())
                .extracting(ImportReport.Refusal::detail)
                .satisfiesExactly(
                        detail -> assertThat(detail).startsWith("colour: is not a member here"),
                        detail ->
                                assertThat(detail).isEqualTo("ownerId: there is no owner 'nobody'"),
                        detail -> assertThat(detail).startsWith("the line is not valid JSON"),
                        detail -> assertThat(detail).isEqualTo("planId: there is no plan 'none'"),
                        detail -> assertThat(detail).startsWith("sha256: must be the SHA-256"));
    }

    @Test
    void passesOverWhatAnEarlierAttemptImported() {
        String lines = line("secret one", "") + "\n" + line("secret two", "");
        take("legacy", line("secret one", ""));

        var again = take("legacy", lines + "\n" + lines);

        assertThat(again.imported()).isEqualTo(1);
        assertThat(again.present()).isEqualTo(3);
        assertThat(again.refused()).isZero();
        assertThat(state.keys().all()).hasSize(2);
    }

    @Test
    void neverOverwritesNorBringsBack() {
        take("legacy", line("secret one", ""));
        ApiKey before = state.keys().all().findFirst().orElseThrow();

        var other = take("other", line("secret one", ", \"name\": \"mine now\""));
        var otherEnvironment =
                take("legacy", line("secret one", "").replace("\"live\"", "\"test\""));
        ledger.put(ApiKey.newBuilder(before).setState(KeyState.DELETED).build());
        var deleted = take("legacy", line("secret one", ""));

        assertThat(List.of(other, otherEnvironment, deleted))
                .allSatisfy(report -> {
                    assertThat(report.imported()).isZero();
                    assertThat(report.refusals())
                            .singleElement()
                            .extracting(ImportReport.Refusal::detail)
                            .asString()
                            .contains(before.getKeyId(), "never overwrites");
                });
        assertThat(state.keys().find(before.getKeyId())).isPresent();
        assertThat(state.keys().all()).isEmpty();
    }

    @Test
    void refusesALineThatTellsTheWholeSecret() {
        var report =
                take(
                        "legacy",
                        line(
                                "abcdefghijklmnop",
                                ", \"prefix\": \"abcdefghijkl\", \"lastFour\": \"mnop\""));

        assertThat(report.refusals())
                .singleElement()
                .extracting(ImportReport.Refusal::detail)
                .asString()
                .startsWith("prefix: must not tell the whole secret")
                .doesNotContain("abcdefghijkl");
    }

    @Test
    void writesInGroupsBetweenWhichOthersWrite() {
        var report = take("legacy", lines(0, 2_500));

        assertThat(report.imported()).isEqualTo(2_500);
        assertThat(ledger.transactions).isEqualTo(3);
    }

    @Test
    void saysHowToGoOnWhereKafkaFails() {
        ledger.transactionsLeft = 1;

        assertThatThrownBy(() -> take("legacy", lines(0, 2_500)))
                .isInstanceOfSatisfying(
                        WriteRefusedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE))
                .hasMessageContaining("1000 keys of this call were imported")
                .hasMessageContaining("Send all lines again");

        ledger.transactionsLeft = 9;
        var again = take("legacy", lines(0, 2_500));
        assertThat(again.present()).isEqualTo(1_000);
        assertThat(again.imported()).isEqualTo(1_500);
    }

    @Test
    void stopsWhereNothingButRefusalsComes() {
        String wrong = "{}\n".repeat(10_500);

        var report = take("legacy", line("secret one", "") + "\n" + wrong);

        assertThat(report.imported()).isEqualTo(1);
        assertThat(report.refused()).isEqualTo(10_000);
        assertThat(report.nextLine()).isEqualTo(10_002);
    }

    private ImportReport.View take(String batch, String lines) {
        var keys = new KeyLookup(state, new NoDenials(), _ -> Optional.empty(), () -> NOON);
        var mint =
                new KeyMint(
                        KeyForm.DEFAULT,
                        new Minting(new Random(1)),
                        Hashing.newest(PEPPER),
                        () -> String.valueOf(ids.incrementAndGet()));
        var topics = new Topics("test.", Partitions.DEFAULT);
        var body = new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
        return new KeyImport(keys, topics, ledger, mint, batch).take(new BodyLines(body));
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> line("secret number " + i, ""))
                .collect(Collectors.joining("\n"));
    }

    private static String line(String secret, String more) {
        return "{\"sha256\": \"%s\", \"ownerId\": \"acme\", \"planId\": \"free\", \"environment\": \"live\"%s}"
                .formatted(sha256(secret), more);
    }

    private static String sha256(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(secret.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes into the table itself, as long as it is to. */
    private static final class MemoryLedger implements Ledger {
        private final KeyDirectory keys;
        private int transactions;
        private int transactionsLeft = Integer.MAX_VALUE;

        MemoryLedger(KeyDirectory keys) {
            this.keys = keys;
        }

        @Override
        public <T> T change(Function<Changes, T> decision) {
            var changes = new Changes();
            T result = decision.apply(changes);
            if (!changes.list().isEmpty()) {
                if (transactionsLeft == 0) {
                    throw new WriteRefusedException(Reason.UNREACHABLE, "Kafka is away");
                }
                transactionsLeft--;
                transactions++;
                changes.list().forEach(change -> put(change.key(), (ApiKey) change.value()));
            }
            return result;
        }

        @Override
        public boolean writes() {
            return true;
        }

        void put(ApiKey key) {
            put(keys.find(key.getKeyId()).orElseThrow().hash(), key);
        }

        private void put(String hash, @Nullable ApiKey key) {
            keys.accept(new TopicRecord<>(hash, key, 0, 0, NOON, true));
        }
    }
}
