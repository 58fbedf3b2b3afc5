package io.tollgate.admin.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.tollgate.admin.table.TopicRecord;
import io.tollgate.schemas.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReceiptsTest {
    private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
    private final List<Receipt> written = new ArrayList<>();
    private final EdgeRegister edges =
            new EdgeRegister(Duration.ofMinutes(5), () -> Heartbeats.NOON, nanos::get);
    private final Receipts receipts =
            new Receipts(edges, () -> Heartbeats.NOON, nanos::get, written::add);

    @Test
    void measuresFromJustBeforeTheWriteToTheArrivalOfTheWord() {
        beat("e1", 7);
        long start = nanos.get();
        pass(Duration.ofMillis(3));
        receipts.await("rev_1", 7, start);
        pass(Duration.ofMillis(20));
        beat("e1", 8);

        assertThat(receipts.summary("rev_1", 7))
                .isEqualTo(new ReceiptSummary(1, 1, 23L, List.of()));
        assertThat(written).extracting(Receipt::getDelayMicros).containsExactly(23_000L);
    }

    @Test
    void aWordThatCameBeforeTheOffsetWasKnownCounts() {
        beat("e1", 7);
        long start = nanos.get();
        pass(Duration.ofMillis(5));
        beat("e1", 8);
        pass(Duration.ofMillis(5));
        receipts.await("rev_1", 7, start);

        assertThat(written).extracting(Receipt::getDelayMicros).containsExactly(5_000L);
    }

    @Test
    void onlyTheFirstWordOfABootIsAReceipt() {
        receipts.await("rev_1", 7, nanos.get());
        beat("e1", 8);
        pass(Duration.ofSeconds(1));
        beat("e1", 9);

        assertThat(written).hasSize(1);
        assertThat(receipts.summary("rev_1", 7).slowestMillis()).isZero();
    }

    @Test
    void hasAReceiptOfEverybodyWhoCountsAsEnforcing() {
        beat("e1", 7);
        receipts.await("rev_1", 7, nanos.get());
        pass(Duration.ofMillis(4));
        // The register hears of it first.
        edges.take(Heartbeats.live(Heartbeats.of("e1", 8)));

        assertThat(receipts.summary("rev_1", 7).enforcing()).isEqualTo(1);
        assertThat(receipts.receipts("rev_1", 7))
                .extracting(Receipt::getDelayMicros)
                .containsExactly(4_000L);
    }

    @Test
    void namesWhoIsMissingAndWhy() {
        beat("e1", 8);
        edges.take(Heartbeats.live(Heartbeats.of("e2", 7)));
        edges.take(Heartbeats.live(Heartbeats.of("e3", 7).setBlocked("offset 7 undecodable")));
        receipts.await("rev_1", 7, nanos.get() - 1);

        var summary = receipts.summary("rev_1", 7);

        assertThat(summary.edges()).isEqualTo(3);
        assertThat(summary.enforcing()).isEqualTo(1);
        assertThat(summary.missing())
                .extracting(ReceiptSummary.Missing::edgeId, ReceiptSummary.Missing::reason)
                .containsExactly(
                        tuple("e2", "pending"), tuple("e3", "blocked: offset 7 undecodable"));
        assertThat(summary.settled()).isFalse();
        assertThat(receipts.missingWords()).isEqualTo(2);

        pass(Duration.ofMinutes(11));
        assertThat(receipts.missingWords()).isZero();
    }

    @Test
    void doesNotWaitForAnEdgeThatCannotBeHeard() {
        beat("e1", 7);
        pass(Duration.ofSeconds(10));
        receipts.await("rev_1", 7, nanos.get());

        var summary = receipts.summary("rev_1", 7, Duration.ofHours(1));

        assertThat(summary.missing())
                .extracting(ReceiptSummary.Missing::reason)
                .containsExactly("unreachable");
    }

    @Test
    void wakesWhoWaitsAsSoonAsTheLastWordArrives() throws Exception {
        beat("e1", 7);
        receipts.await("rev_1", 7, nanos.get());
        var waiting =
                CompletableFuture.supplyAsync(
                        () -> receipts.summary("rev_1", 7, Duration.ofHours(1)));
        beat("e1", 8);

        assertThat(waiting.get(10, TimeUnit.SECONDS).enforcing()).isEqualTo(1);
    }

    @Test
    void remembersReceiptsThatWereReadBack() {
        var receipt =
                Receipt.newBuilder()
                        .setRevocationId("rev_1")
                        .setEdgeId("e1")
                        .setBoot("b1")
                        .setOffset(7)
                        .setAt(Heartbeats.NOON)
                        .setDelayMicros(12_345)
                        .build();
        receipts.accept(new TopicRecord<>("rev_1|e1", receipt, 0, 0, Heartbeats.NOON, false));

        assertThat(receipts.receipts("rev_1", 7)).containsExactly(receipt);
        assertThat(receipts.summary("rev_1", 7).slowestMillis()).isEqualTo(13);
        assertThat(receipts.receipts("rev_1", 9)).isEmpty();
    }

    private void beat(String edgeId, long applied) {
        edges.take(Heartbeats.live(Heartbeats.of(edgeId, applied))).ifPresent(receipts::heard);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
