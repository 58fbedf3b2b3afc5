package io.tollgate.admin.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.admin.audit.AuditBook.Placed;
import io.tollgate.admin.audit.AuditBook.Stretch;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Json;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.schemas.AuditEntry;
import io.tollgate.schemas.AuditPhase;
import io.tollgate.schemas.audit.ChainEnd;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTrailTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    /** In the order in which they were written; the place is the index. */
    private final List<AuditEntry> written = new ArrayList<>();

    private int stretch = 10;
    private int stretchesRead;
    private final AuditTrail trail = new AuditTrail(this::before);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void partsMakeUpAllThatIsWantedWhateverTheirSizeAndHowRareItIs(long seed) {
        var random = new Random(seed);
        int count = random.nextInt(400);
        for (int i = 0; i < count; i++) {
            write("op_" + random.nextInt(30), "plans.change", "plan");
        }
        stretch = 1 + random.nextInt(20);
        String actor = "op_" + random.nextInt(30);

        List<Long> found =
                all(Map.of("actor", actor, "limit", String.valueOf(1 + random.nextInt(5))));

        var wanted =
                written.stream()
                        .filter(entry -> entry.getActor().equals(actor))
                        .map(AuditEntry::getSequence)
                        .toList();
        assertThat(found).as("seed %d", seed).isEqualTo(wanted.reversed());
    }

    @Test
    void aCallLooksAtSoManyEntriesOnlyAndTheNextGoesOnThere() {
        for (int i = 0; i < 105; i++) {
            write("op_1", i == 0 ? "plans.delete" : "plans.change", "plan");
        }

        JsonNode first = list(Map.of("action", "plans.delete"));
        assertThat(first.path("items")).isEmpty();
        assertThat(first.path("next").isTextual()).isTrue();
        assertThat(stretchesRead).isEqualTo(10);

        JsonNode second =
                list(Map.of("action", "plans.delete", "cursor", first.path("next").asText()));
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.path("next").isNull()).isTrue();
    }

    @Test
    void findsByWhoDidWhatToWhatKindOfThingToWhichAndWhen() {
        write("op_1", "keys.create", "key_1");
        write("op_2", "keys.rotate.finish", "key_1");
        write("op_1", "owners.create", "acme");

        assertThat(all(Map.of())).containsExactly(2L, 1L, 0L);
        assertThat(all(Map.of("actor", "op_1"))).containsExactly(2L, 0L);
        assertThat(all(Map.of("action", "keys.create"))).containsExactly(0L);
        assertThat(all(Map.of("resource", "keys"))).containsExactly(1L, 0L);
        assertThat(all(Map.of("resource", "key"))).isEmpty();
        assertThat(all(Map.of("target", "key_1", "actor", "op_2"))).containsExactly(1L);
        assertThat(all(Map.of("from", "2030-01-01T12:00:01Z"))).containsExactly(2L, 1L);
        assertThat(all(Map.of("to", "2030-01-01T12:00:01Z"))).containsExactly(0L);
        assertThat(all(Map.of("from", "2030-01-01T12:00:01Z", "to", "2030-01-01T12:00:02Z")))
                .containsExactly(1L);
    }

    @Test
    void refusesARangeWithoutTimeInItAndACursorOfSomethingElse() {
        String foreign =
                Base64.getUrlEncoder().encodeToString("key_01K2".getBytes(StandardCharsets.UTF_8));

        assertRefused(
                Map.of("from", "2030-01-01T12:00:00Z", "to", "2030-01-01T12:00:00Z"), "\"to\"");
        assertRefused(Map.of("cursor", foreign), "cursor");
        assertRefused(Map.of("who", "me"), "who");
    }

    private void assertRefused(Map<String, String> query, String member) {
        assertThatThrownBy(() -> list(query))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e ->
                                assertThat(
                                                new String(
                                                        Json.write(e.problem()),
                                                        StandardCharsets.UTF_8))
                                        .contains(member));
    }

    private void write(String actor, String action, String target) {
        int number = written.size();
        written.add(
                new ChainEnd("admin-1", number, "")
                        .tie(
                                AuditEntry.newBuilder()
                                        .setAt(NOON.plusSeconds(number))
                                        .setPhase(AuditPhase.INTENT)
                                        .setIntent(-1)
                                        .setActor(actor)
                                        .setAction(action)
                                        .setTarget(target)));
    }

    /** Sequences of all that a query finds, part by part. */
    private List<Long> all(Map<String, String> query) {
        var asked = new HashMap<>(query);
        var sequences = new ArrayList<Long>();
        JsonNode part = list(asked);
        part.path("items").forEach(item -> sequences.add(item.path("sequence").asLong()));
        while (part.path("next").isTextual()) {
            asked.put("cursor", part.path("next").asText());
            part = list(asked);
            part.path("items").forEach(item -> sequences.add(item.path("sequence").asLong()));
        }
        return sequences;
    }

    private JsonNode list(Map<String, String> query) {
        stretchesRead = 0;
        var members = new HashMap<String, List<String>>();
        query.forEach((name, value) -> members.put(name, List.of(value)));
        var call =
                new Call(
                        "/",
                        Map.of(),
                        members,
                        _ -> List.of(),
                        () -> new byte[0],
                        "192.0.2.1",
                        Optional.empty());
        return Json.read(trail.all().getFirst().action().apply(call).body());
    }

    private Stretch before(OptionalLong place, Optional<Instant> from) {
        stretchesRead++;
        int end = (int) Math.min(place.orElse(Long.MAX_VALUE), written.size());
        int begin = Math.max(0, end - stretch);
        var read = new ArrayList<Placed>();
        for (int at = end - 1; at >= begin; at--) {
            read.add(new Placed(at, written.get(at)));
        }
        return new Stretch(read, begin, begin == 0);
    }
}
