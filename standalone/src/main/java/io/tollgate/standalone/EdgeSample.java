package io.tollgate.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One start of an edge as its newest heartbeat tells.
 *
 * @param id of the edge and its start
 * @param saidAt when the heartbeat was made, by the edge's clock
 * @param silent how long ago it came, by the admin API's
 * @param stateAgeMillis how old what it knew was then
 * @param outcomes requests since its start
 * @param held requests that it held near the end of a limit
 * @param holds holds since its start that had ended
 * @param toShip events that Kafka did not have yet
 */
record EdgeSample(
        String id,
        String name,
        String version,
        String standing,
        String state,
        Instant saidAt,
        Duration silent,
        OptionalLong stateAgeMillis,
        Map<String, Long> outcomes,
        OptionalLong held,
        OptionalLong holds,
        long toShip,
        String blocked) {

    /** Reads an item of the list of edges. */
    static EdgeSample of(JsonNode edge) {
        var outcomes = new TreeMap<String, Long>();
        edge.path("outcomes")
                .properties()
                .forEach(member -> outcomes.put(member.getKey(), member.getValue().asLong()));
        return new EdgeSample(
                edge.path("edgeId").asText() + "|" + edge.path("boot").asText(),
                edge.path("name").asText(),
                edge.path("version").asText(),
                edge.path("standing").asText(),
                edge.path("state").asText(),
                Instant.parse(edge.path("saidAt").asText()),
                Duration.ofMillis(edge.path("silentMillis").asLong()),
                number(edge.path("stateAgeMillis")),
                outcomes,
                number(edge.path("held")),
                number(edge.path("holds")),
                edge.path("outboxEvents").asLong(),
                JsonText.cell(edge.path("blocked")));
    }

    /** Whether it has left, or was silent for too long to be still there. */
    boolean gone() {
        return standing.equals("GONE");
    }

    private static OptionalLong number(JsonNode node) {
        return node.isNumber() ? OptionalLong.of(node.asLong()) : OptionalLong.empty();
    }
}
