package io.tollgate.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.embedded.testing.OwnBroker;
import io.tollgate.embedded.testing.SecondBroker;
import io.tollgate.schemas.topics.Partitions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What edges do while one partition of the topic of their events is not to be reached. */
@OwnBroker
@Fleet(edges = 2)
class DeadPartitionIT {
    private static final int LIMIT = 20;
    private static final int USES = 20;
    private static final String CUT_OFF = "acme";
    private static final Duration COUNTED_WITHIN = Duration.ofSeconds(90);

    private final Installation tollgate;
    private final AdminApi admin;
    private final Edge edge;
    private final Edge other;
    private final Books books;
    private final Tally seen = new Tally();

    DeadPartitionIT(Installation tollgate) {
        this.tollgate = tollgate;
        this.admin = tollgate.admin();
        this.edge = tollgate.edges().getFirst();
        this.other = tollgate.edges().getLast();
        this.books = new Books(tollgate);
    }

    @Test
    void onlyOwnersOfADeadPartitionAreKeptToSharesAndItsEventsWait(@TempDir Path directory)
            throws Exception {
        String elsewhere = ownerElsewhere();
        admin.put("/v1/rules/hammering", Rules.switchedOff());
        tollgate.plan("open");
        tollgate.plan("limited", Limit.rate(LIMIT, "PT1H"));
        admin.owner(CUT_OFF);
        admin.owner(elsewhere);
        ApiKey waiting = tollgate.issue(CUT_OFF, "open");
        ApiKey shared = tollgate.issue(CUT_OFF, "limited");
        ApiKey shipped = tollgate.issue(elsewhere, "open");
        ApiKey whole = tollgate.issue(elsewhere, "limited");
        var partition = new TopicPartition(tollgate.topics().requests.name(), partitionOf(CUT_OFF));
        try (var second = SecondBroker.joining(tollgate.broker(), directory.resolve("broker"))) {
            second.take(partition);
            Installation.await("the partition has moved").until(() -> second.has(partition));
            second.stop();
            try {
                assertThat(use(edge, waiting, USES)).as("admitted").isEqualTo(USES);
                assertThat(use(other, waiting, USES)).as("admitted").isEqualTo(USES);
                Installation.await("both edges know that nobody hears of it")
                        .until(() -> isOutOfSight(edge) && isOutOfSight(other));

                assertThat(use(edge, shared, LIMIT)).as("its share").isEqualTo(LIMIT / 2);
                assertThat(use(other, shared, LIMIT)).as("its share").isEqualTo(LIMIT / 2);
                assertThat(use(edge, shipped, USES)).as("admitted").isEqualTo(USES);
                assertThat(use(edge, whole, LIMIT + 5)).as("all there is").isEqualTo(LIMIT);

                Installation.await("what lies on other partitions is counted")
                        .atMost(COUNTED_WITHIN)
                        .untilAsserted(() ->
                                assertThat(books.sums(List.of(shipped, whole)).values())
                                        .containsOnly((long) USES + LIMIT));
                assertThat(waits()).as("events that wait").isGreaterThanOrEqualTo(2 * USES + LIMIT);
            } finally {
                second.start();
            }
            books.awaitBalance(seen, List.of(waiting, shared, shipped, whole), COUNTED_WITHIN);
        }
    }

    private static boolean isOutOfSight(Edge edge) {
        return edge.metric("tollgate_outbox_oldest_seconds") > 1
                && edge.metric("tollgate_view_age_seconds") > 1;
    }

    private double waits() {
        return tollgate.edges().stream()
                .mapToDouble(one -> one.metric("tollgate_outbox_events"))
                .sum();
    }

    /** Uses a key some times and says how many were admitted. */
    private long use(Edge at, ApiKey key, int times) {
        long before = seen.of(key.id()).admitted();
        for (int i = 0; i < times; i++) {
            seen.answered(key.id(), at.use(key.secret()).status());
        }
        return seen.of(key.id()).admitted() - before;
    }

    private static String ownerElsewhere() {
        return List.of("globex", "initech", "umbrella", "hooli", "wonka").stream()
                .filter(owner -> partitionOf(owner) != partitionOf(CUT_OFF))
                .findFirst()
                .orElseThrow();
    }

    /** The partition of an owner's events, which Kafka's clients choose for a key. */
    private static int partitionOf(String owner) {
        return BuiltInPartitioner.partitionForKey(
                owner.getBytes(StandardCharsets.UTF_8), Partitions.DEFAULT.requests());
    }
}
