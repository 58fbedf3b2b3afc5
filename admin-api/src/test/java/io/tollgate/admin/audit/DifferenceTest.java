package io.tollgate.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.admin.table.Changes;
import io.tollgate.schemas.ApiKey;
import io.tollgate.schemas.ApiKeyKind;
import io.tollgate.schemas.KeyState;
import io.tollgate.schemas.Limit;
import io.tollgate.schemas.LimitKind;
import io.tollgate.schemas.LimitScope;
import io.tollgate.schemas.Operator;
import io.tollgate.schemas.OperatorState;
import io.tollgate.schemas.Plan;
import io.tollgate.schemas.PlanState;
import io.tollgate.schemas.Role;
import io.tollgate.schemas.Route;
import io.tollgate.schemas.Routes;
import io.tollgate.schemas.VaultEntry;
import io.tollgate.schemas.topics.Partitions;
import io.tollgate.schemas.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Topics TOPICS = new Topics("", Partitions.DEFAULT);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void tellsOldAndNewOfWhatChanged() throws Exception {
        var changes = new Changes();
        changes.put(TOPICS.plans, "free", plan(20));

        JsonNode told = told(changes, Optional.of(plan(10)));

        assertThat(told).hasSize(1);
        JsonNode plan = told.get(0);
        assertThat(plan.path("record").asText()).isEqualTo("Plan");
        assertThat(plan.path("id").asText()).isEqualTo("free");
        assertThat(plan.path("is").asText()).isEqualTo("CHANGED");
        assertThat(plan.path("members")).hasSize(1);
        JsonNode limits = plan.path("members").path("limits");
        assertThat(limits.path("old").get(0).path("amount").asLong()).isEqualTo(10);
        assertThat(limits.path("new").get(0).path("amount").asLong()).isEqualTo(20);
        assertThat(limits.path("new").get(0).path("kind").asText()).isEqualTo("RATE");
        assertThat(plan.path("hidden")).isEmpty();
    }

    @Test
    void namesAKeyByItsIdAndHidesWhatTellsOfPeopleAndSecrets() throws Exception {
        var changes = new Changes();
        changes.put(TOPICS.keys, "a".repeat(64), key("key_1"));

        JsonNode key = told(changes, Optional.empty()).get(0);

        assertThat(key.path("id").asText()).isEqualTo("key_1");
        assertThat(key.path("is").asText()).isEqualTo("CREATED");
        assertThat(key.path("members").path("planId").path("new").asText()).isEqualTo("free");
        assertThat(key.path("members").path("planId").path("old").isNull()).isTrue();
        assertThat(key.path("members").path("state").path("new").asText()).isEqualTo("ACTIVE");
        assertThat(texts(key.path("hidden")))
                .contains("name", "allowedSources", "creationKey", "lastFour");
        assertThat(key.toString())
                .doesNotContain("aaaa", "laptop", "10.1.2.3", "idempotent-hash", "9xyz");
    }

    @Test
    void saysOfSecretsOnlyThatTheyChanged() throws Exception {
        var changes = new Changes();
        changes.put(TOPICS.operators, "op_1", operator("new-hash"));
        JsonNode operator = told(changes, Optional.of(operator("old-hash"))).get(0);
        assertThat(operator.path("members")).isEmpty();
        assertThat(texts(operator.path("hidden"))).containsExactly("tokenHash");

        var sealed = new Changes();
        sealed.put(TOPICS.vault, "acme", sealed("ciphertext-of-a-contact"));
        JsonNode vault = told(sealed, Optional.empty()).get(0);
        assertThat(vault.path("members")).isEmpty();
        assertThat(vault.toString()).doesNotContain("ciphertext-of");
    }

    @Test
    void tellsRoutesOneByOneAndLeavesOutTheOthers() throws Exception {
        var changes = new Changes();
        changes.put(
                TOPICS.routes,
                Topics.SINGLE_KEY,
                routes(2, route("kept", "/a"), route("moved", "/c"), route("new", "/d")));

        JsonNode told =
                told(
                        changes,
                        Optional.of(
                                routes(
                                        1,
                                        route("kept", "/a"),
                                        route("moved", "/b"),
                                        route("old", "/e"))));

        assertThat(Stream.of(0, 1, 2).map(i -> told.get(i).path("id").asText()))
                .containsExactly("moved", "new", "old");
        assertThat(Stream.of(0, 1, 2).map(i -> told.get(i).path("is").asText()))
                .containsExactly("CHANGED", "CREATED", "REMOVED");
        assertThat(told.get(0).path("members").path("path").path("old").asText()).isEqualTo("/b");
        assertThat(told).hasSize(3);
    }

    @Test
    void countsWhatIsTooMuchToTell() throws Exception {
        var changes = new Changes();
        IntStream.range(0, 500)
                .forEach(i -> changes.put(TOPICS.keys, "%064d".formatted(i), key("key_" + i)));

        JsonNode told = told(changes, Optional.empty());

        assertThat(told.get(0).path("number").path("CREATED").asInt()).isEqualTo(500);
        JsonNode batch = told.get(1).path("first").path("members").path("importBatch");
        assertThat(batch.path("new").asText()).isEqualTo("from-old");
        assertThat(told.toString()).contains("key_0").doesNotContain("key_1");
    }

    @Test
    void showsNoValueWhereAnyOfThemMayBeASecret() throws Exception {
        var changes = new Changes();
        changes.put(TOPICS.plans, "free", plan(20));
        var difference = new Difference(Row.of(changes.list().getFirst(), Optional.of(plan(10))));

        JsonNode told = JSON.readTree(difference.json(text -> text.contains("20")));

        assertThat(told.get(0).path("members")).isEmpty();
        assertThat(texts(told.get(0).path("hidden"))).containsExactly("limits");
    }

    @Test
    void showsOnlyMembersThatThereAre() {
        for (String record : ShownMembers.records()) {
            Schema schema = schema(record);
            assertThat(ShownMembers.of(record))
                    .as(record)
                    .allMatch(member -> schema.getField(member) != null);
        }
    }

    @Test
    void showsNothingOfRecordsThatItDoesNotKnow() {
        assertThat(ShownMembers.of("VaultEntry")).isEmpty();
        assertThat(ShownMembers.of("SomethingNew")).isEmpty();
    }

    private static Schema schema(String record) {
        try {
            Class<?> type = Class.forName("io.tollgate.schemas." + record);
            return (Schema) type.getMethod("getClassSchema").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("there is no record " + record, e);
        }
    }

    private static JsonNode told(Changes changes, Optional<? extends SpecificRecord> before)
            throws Exception {
        var difference =
                new Difference(
                        changes.list().stream()
                                .flatMap(change -> Row.of(change, before).stream())
                                .toList());
        return JSON.readTree(difference.json(_ -> false));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }

    private static Plan plan(long amount) {
        return Plan.newBuilder()
                .setPlanId("free")
                .setVersion(amount)
                .setState(PlanState.ACTIVE)
                .setLimits(
                        List.of(
                                new Limit(
                                        "minute", amount, "PT1M", LimitKind.RATE, LimitScope.KEY)))
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON.plusSeconds(amount))
                .build();
    }

    private static ApiKey key(String id) {
        return ApiKey.newBuilder()
                .setKind(ApiKeyKind.KEY)
                .setKeyId(id)
                .setVersion(1)
                .setOwnerId("acme")
                .setPlanId("free")
                .setName("Bob's laptop")
                .setAllowedSources(List.of("10.1.2.3/32"))
                .setState(KeyState.ACTIVE)
                .setLastFour("9xyz")
                .setImportBatch("from-old")
                .setCreationKey("idempotent-hash")
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON)
                .build();
    }

    private static Operator operator(String hash) {
        return Operator.newBuilder()
                .setOperatorId("op_1")
                .setVersion(1)
                .setName("Alice")
                .setRole(Role.ADMIN)
                .setState(OperatorState.ACTIVE)
                .setTokenHash(hash)
                .setCreatedAt(NOON)
                .setUpdatedAt(NOON)
                .build();
    }

    private static VaultEntry sealed(String text) {
        return VaultEntry.newBuilder()
                .setOwnerId("acme")
                .setVersion(1)
                .setMasterKeyVersion(1)
                .setWrappedKey(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)))
                .setCiphertext(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)))
                .setUpdatedAt(NOON)
                .build();
    }

    private static Routes routes(long version, Route... routes) {
        return Routes.newBuilder()
                .setVersion(version)
                .setRoutes(List.of(routes))
                .setUpdatedAt(NOON)
                .build();
    }

    private static Route route(String id, String path) {
        return Route.newBuilder()
                .setRouteId(id)
                .setPath(path)
                .setUpstreams(List.of("http://localhost:9000"))
                .build();
    }
}
