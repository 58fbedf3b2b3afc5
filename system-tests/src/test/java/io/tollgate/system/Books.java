package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.schemas.Usage;
import io.tollgate.schemas.topics.Topic;
import io.tollgate.system.UsageTotals.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What clients saw, what edges told and what metering counted, held against each other.
 *
 * @param tollgate the installation whose books these are
 */
record Books(Installation tollgate) {
    /**
     * Waits until all that edges told is counted, and checks it against what clients saw: of the
     * requests that got no answer, any number may have been admitted.
     */
    void awaitBalance(Tally seen, List<ApiKey> keys, Duration within) {
        Instant afterwards = Instant.now().plusSeconds(1);
        Installation.await("all edges have told all they know")
                .atMost(within)
                .until(() -> nothingWaitsInOutboxes(afterwards));
        Map<String, Long> told = told(keys);
        Installation.await("usage is what edges told")
                .atMost(within)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(
                        () -> usageTopics().forEach(topic -> assertCounted(topic, keys, told)));
        assertNoGapIsOpen();
        for (ApiKey key : keys) {
            Tally.Seen of = seen.of(key.id());
            assertThat(told.getOrDefault(key.id(), 0L))
                    .as("%s, of which clients saw %s", key.id(), of)
                    .isBetween(of.admitted(), of.admitted() + of.unanswered());
        }
    }

    void assertNoGapIsOpen() {
        assertThat(OpenGaps.of(new TopicReader(tollgate.broker()).all(tollgate.topics().gaps)))
                .as("open gaps")
                .isEmpty();
    }

    List<Topic<Usage>> usageTopics() {
        return List.of(
                tollgate.topics().usageMinute,
                tollgate.topics().usageHour,
                tollgate.topics().usageDay);
    }

    Map<String, Counts> counted(Topic<Usage> topic, List<ApiKey> keys) {
        Map<String, Counts> totals = UsageTotals.of(new TopicReader(tollgate.broker()).all(topic));
        totals.keySet().retainAll(keys.stream().map(ApiKey::id).toList());
        return totals;
    }

    /** How many were admitted, by topic. */
    Map<String, Long> sums(List<ApiKey> keys) {
        var sums = new LinkedHashMap<String, Long>();
        usageTopics()
                .forEach(topic ->
                        sums.put(
                                topic.name().substring(tollgate.broker().prefix().length()),
                                counted(topic, keys).values().stream()
                                        .mapToLong(Counts::admitted)
                                        .sum()));
        return sums;
    }

    private void assertCounted(Topic<Usage> topic, List<ApiKey> keys, Map<String, Long> told) {
        Map<String, Counts> counted = counted(topic, keys);
        keys.forEach(key ->
                assertThat(counted.getOrDefault(key.id(), Counts.NONE).admitted())
                        .as("%s of %s", topic.name(), key.id())
                        .isEqualTo(told.getOrDefault(key.id(), 0L)));
    }

    /** Whether every edge said so in a heartbeat after a time. */
    private boolean nothingWaitsInOutboxes(Instant time) {
        Set<String> done =
                tollgate.admin().list("/v1/edges").stream()
                        .filter(edge -> edge.path("standing").asText().equals("LIVE"))
                        .filter(edge -> edge.path("outboxEvents").asLong() == 0)
                        .filter(edge ->
                                Instant.parse(edge.path("lastHeardAt").asText()).isAfter(time))
                        .map(edge -> edge.path("name").asText())
                        .collect(Collectors.toSet());
        return tollgate.edges().stream().map(Edge::name).allMatch(done::contains);
    }

    /** Admitted requests that edges told of, by key id. */
    Map<String, Long> told(List<ApiKey> keys) {
        var reader = new TopicReader(tollgate.broker());
        Map<String, Long> told = RequestsTopic.admitted(reader.all(tollgate.topics().requests));
        told.keySet().retainAll(keys.stream().map(ApiKey::id).toList());
        return told;
    }
}
