package io.tollgate.admin.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.Gap;
import io.tollgate.schemas.GapState;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GapsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Gaps gaps = new Gaps();
    private long offset;

    private void take(Gap.Builder gap) {
        take(offset++, gap);
    }

    private void take(long at, Gap.Builder gap) {
        Gap built = gap.build();
        String key = built.getEdgeId() + "|" + built.getBoot();
        gaps.accept(new TopicRecord<>(key, built, 0, at, NOON, true));
    }

    private static Gap.Builder gap(String edge, GapState state, long first, long last) {
        return Gap.newBuilder()
                .setEdgeId(edge)
                .setBoot("b1")
                .setPartition(2)
                .setFirst(first)
                .setLast(last)
                .setSize(last - first + 1)
                .setState(state)
                .setAt(NOON);
    }

    private JsonNode list(String... query) throws IOException {
        var members = new HashMap<String, List<String>>();
        for (int i = 0; i < query.length; i += 2) {
            members.put(query[i], List.of(query[i + 1]));
        }
        var call =
                new Call(
                        "/",
                        Map.of(),
                        members,
                        _ -> List.of(),
                        () -> new byte[0],
                        "",
                        Optional.empty());
        return JSON.readTree(gaps.all().getFirst().action().apply(call).body());
    }

    @Test
    void showsTheNewestFirst() throws Exception {
        take(gap("e1", GapState.OPEN, 3, 5));
        take(gap("e2", GapState.OPEN, 0, 0));

        JsonNode items = list().path("items");

        assertThat(items).hasSize(2);
        assertThat(items.at("/0/edgeId").asText()).isEqualTo("e2");
        JsonNode gap = items.path(1);
        assertThat(gap.path("first").asLong()).isEqualTo(3);
        assertThat(gap.path("last").asLong()).isEqualTo(5);
        assertThat(gap.path("size").asLong()).isEqualTo(3);
        assertThat(gap.path("missing").asLong()).isEqualTo(3);
        assertThat(gap.path("partition").asInt()).isEqualTo(2);
        assertThat(gap.path("offset").isNull()).isTrue();
        assertThat(gap.path("at").asText()).isEqualTo("2026-01-01T12:00:00Z");
    }

    @Test
    void saysHowMuchOfAGapIsStillMissing() throws Exception {
        take(gap("e1", GapState.OPEN, 0, 9));
        take(gap("e1", GapState.OPEN, 20, 29));
        take(gap("e2", GapState.OPEN, 0, 9));
        take(gap("e1", GapState.CLOSED, 5, 22));
        take(gap("e1", GapState.CLOSED, 0, 1));

        JsonNode open = list("state", "open", "edgeId", "e1").path("items");

        assertThat(open.at("/1/missing").asLong()).isEqualTo(3);
        assertThat(open.at("/0/missing").asLong()).isEqualTo(7);
        assertThat(list("edgeId", "e2").at("/items/0/missing").asLong()).isEqualTo(10);
        assertThat(list("state", "closed").at("/items/0/missing").isNull()).isTrue();
    }

    @Test
    void showsWhatWasLateOrSkipped() throws Exception {
        take(
                gap("e1", GapState.LATE, 4, 4)
                        .setOwnerId("acme")
                        .setOffset(77)
                        .setHappenedAt(NOON)
                        .setCountedIn(NOON.plusSeconds(3_600)));
        take(
                gap("", GapState.SKIPPED, -1, -1)
                        .setBoot("")
                        .setSize(0)
                        .setOffset(78)
                        .setReason("not in the wire format"));

        JsonNode late = list("state", "LATE").at("/items/0");
        assertThat(late.path("ownerId").asText()).isEqualTo("acme");
        assertThat(late.path("offset").asLong()).isEqualTo(77);
        assertThat(late.path("happenedAt").asText()).isEqualTo("2026-01-01T12:00:00Z");
        assertThat(late.path("countedIn").asText()).isEqualTo("2026-01-01T13:00:00Z");
        JsonNode skipped = list("state", "skipped").at("/items/0");
        assertThat(skipped.path("edgeId").isNull()).isTrue();
        assertThat(skipped.path("first").isNull()).isTrue();
        assertThat(skipped.path("reason").asText()).isEqualTo("not in the wire format");
    }

    @Test
    void partsMakeUpTheWhole() throws Exception {
        for (int i = 0; i < 7; i++) {
            take(gap("e1", GapState.OPEN, 10L * i, 10L * i));
        }

        JsonNode first = list("limit", "3");
        JsonNode second = list("limit", "4", "cursor", first.path("next").asText());

        assertThat(first.path("items")).hasSize(3);
        assertThat(second.path("items")).hasSize(4);
        assertThat(second.at("/items/3/first").asLong()).isZero();
        assertThat(second.path("next").isNull()).isTrue();
    }

    @Test
    void remembersTheNewestTenThousand() throws Exception {
        for (int i = 0; i < 10_003; i++) {
            take(gap("e" + i, GapState.OPEN, 0, 0));
        }
        take(gap("e0", GapState.CLOSED, 0, 0));

        assertThat(list("edgeId", "e0", "state", "open").path("items")).isEmpty();
        assertThat(list("edgeId", "e3").path("items")).isEmpty();
        assertThat(list("edgeId", "e4").path("items")).hasSize(1);
    }

    @Test
    void namesTheStatesThereAre() {
        assertThatThrownBy(() -> list("state", "lost")).isInstanceOf(ProblemException.class);
    }
}
