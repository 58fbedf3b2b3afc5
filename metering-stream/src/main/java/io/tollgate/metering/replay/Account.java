package io.tollgate.metering.replay;

import io.tollgate.metering.Arrivals;
import io.tollgate.metering.EdgeLife.Heartbeat;
import io.tollgate.metering.Range;
import io.tollgate.metering.state.ReceivedSequences;
import io.tollgate.metering.state.SequenceRange;
import io.tollgate.schemas.OutboxProgress;
import io.tollgate.schemas.RequestBatch;
import io.tollgate.schemas.RequestEvent;
import io.tollgate.schemas.topics.RequestsPartition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What arrived of the events of one boot on one partition of {@code requests}. Not thread-safe. */
final class Account {
    /*
     * Reading may begin in the middle of the log, because its beginning is deleted or not asked
     * for. Then the first batch says by its sentBefore how much had arrived earlier. An edge sends
     * a window of sequences as one batch for each owner, and several windows before it hears that
     * the first has arrived, so that more may lie before the beginning than that, up to some of the
     * first batch's own window: only from a sentBefore above this batch on is a hole certain to be
     * one.
     */
    private final boolean fromMiddle;
    private Arrivals arrivals = Arrivals.none();
    private boolean begun;
    private long readFrom;
    private long firstBatchLast = -1;
    private long laterWindow = -1;
    private long next;
    private long sentBefore;
    private long counted;
    private long inKafka;
    private long lastMillis = Long.MIN_VALUE;

    Account(boolean fromMiddle) {
        this.fromMiddle = fromMiddle;
    }

    /** Takes in a batch and answers those of its events that had not arrived before. */
    List<RequestEvent> accept(RequestBatch batch, long appendedAt, boolean readByMetering) {
        if (!begun) {
            begin(batch.getSentBefore());
            firstBatchLast = last(batch.getEvents());
        }
        if (laterWindow < 0 && batch.getSentBefore() > Math.max(readFrom, firstBatchLast)) {
            laterWindow = batch.getSentBefore();
        }
        List<RequestEvent> fresh =
                arrivals.accept(batch.getEvents(), batch.getSentBefore()).fresh();
        for (RequestEvent event : fresh) {
            next = Math.max(next, event.getSequence() + 1);
        }
        sentBefore = Math.max(sentBefore, batch.getSentBefore());
        lastMillis = Math.max(lastMillis, appendedAt);
        if (readByMetering) {
            counted += fresh.size();
        } else {
            inKafka += fresh.size();
        }
        return fresh;
    }

    private void begin(long before) {
        begun = true;
        if (fromMiddle && before > 0) {
            readFrom = before;
            var sent = List.of(new SequenceRange(0L, before - 1));
            arrivals = Arrivals.of(new ReceivedSequences(sent, before, 0L));
        }
    }

    /** When its last batch was appended, in milliseconds since the epoch. */
    long lastMillis() {
        return lastMillis;
    }

    /**
     * Balances what was appended.
     *
     * @param gone whether the boot has ended and will ship nothing more by itself
     */
    LedgerLine line(
            Boot boot,
            RequestsPartition partition,
            @Nullable Heartbeat heartbeat,
            OpenGaps gaps,
            boolean gone) {
        OutboxProgress told = progress(heartbeat, partition);
        if (!begun && fromMiddle) {
            begin(told.getAcknowledged());
        }
        long appended = Math.max(told.getAppended(), Math.max(next, sentBefore));
        long certainFrom = certainFrom(told, appended, gone);
        long known = heartbeat == null ? sentBefore : told.getAcknowledged();
        long lostBelow = gone ? appended : known;

        long lost = gaps.missingBetween(0, readFrom);
        long notRead = readFrom - lost;
        for (Range hole : arrivals.missingBetween(readFrom, certainFrom)) {
            long missed = gaps.missingBetween(hole.first(), hole.last() + 1);
            lost += missed;
            notRead += hole.size() - missed;
        }
        List<Range> missing = new ArrayList<>(arrivals.missingBetween(certainFrom, lostBelow));
        long found = missing.stream().mapToLong(Range::size).sum();
        long all =
                arrivals.missingBetween(certainFrom, appended).stream()
                        .mapToLong(Range::size)
                        .sum();
        return new LedgerLine(
                boot.edgeId(),
                heartbeat == null ? "" : heartbeat.status().getName(),
                boot.boot(),
                gone,
                partition.partition(),
                appended,
                acknowledged(told, appended),
                counted,
                all - found,
                inKafka,
                lost + found,
                notRead,
                missing);
    }

    /**
     * Where a window begins that is certain to be read from its start. Without one, whatever was
     * sent may lie before the beginning, and of a boot that has ended that may be all.
     */
    private long certainFrom(OutboxProgress told, long appended, boolean gone) {
        if (!fromMiddle) {
            return 0;
        }
        if (laterWindow >= 0) {
            return Math.min(appended, laterWindow);
        }
        long sent = Math.max(readFrom, Math.max(next, told.getAcknowledged()));
        return gone ? appended : Math.min(appended, sent);
    }

    private static long last(List<RequestEvent> events) {
        return events.isEmpty() ? -1 : events.getLast().getSequence();
    }

    private long acknowledged(OutboxProgress told, long appended) {
        List<Range> holes = arrivals.missingBetween(readFrom, appended);
        long proven = holes.isEmpty() ? appended : holes.getFirst().first();
        return Math.max(told.getAcknowledged(), proven);
    }

    private static OutboxProgress progress(
            @Nullable Heartbeat heartbeat, RequestsPartition partition) {
        OutboxProgress told =
                heartbeat == null ? null : heartbeat.status().getOutbox().get(partition.text());
        return told == null ? new OutboxProgress(0L, 0L) : told;
    }
}
