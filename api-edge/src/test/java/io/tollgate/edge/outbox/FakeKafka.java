package io.tollgate.edge.outbox;

import io.tollgate.schemas.RequestBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A topic in memory that answers when told to, in any order among partitions. Thread-safe. */
final class FakeKafka implements RecordSender.Factory {
    private final int partitions;
    private final Map<Integer, List<RequestBatch>> topic = new TreeMap<>();
    private final List<UnderWay> underWay = new ArrayList<>();
    private final Set<Integer> dead = new HashSet<>();
    private int maxBytes = Integer.MAX_VALUE;
    private boolean reachable = true;
    private int opened;

    FakeKafka(int partitions) {
        this.partitions = partitions;
    }

    private record UnderWay(
            int sender, int partition, int bytes, RequestBatch batch, RecordSender.Answer answer) {}

    synchronized void reachable(boolean is) {
        reachable = is;
    }

    synchronized void takesAtMost(int bytes) {
        maxBytes = bytes;
    }

    synchronized void dead(int partition, boolean is) {
        if (is) {
            dead.add(partition);
        } else {
            dead.remove(partition);
        }
    }

    synchronized int opened() {
        return opened;
    }

    synchronized int underWay() {
        return underWay.size();
    }

    synchronized List<RequestBatch> records(int partition) {
        return List.copyOf(topic.getOrDefault(partition, List.of()));
    }

    /** Appends and answers the oldest records of partitions in random order. */
    synchronized void deliver(Random random, int most) {
        for (int i = 0; i < most; i++) {
            List<Integer> alive =
                    new ArrayList<>(
                            underWay.stream()
                                    .map(UnderWay::partition)
                                    .filter(partition -> !dead.contains(partition))
                                    .distinct()
                                    .toList());
            if (alive.isEmpty()) {
                return;
            }
            Collections.shuffle(alive, random);
            UnderWay record =
                    underWay.stream()
                            .filter(one -> one.partition() == alive.getFirst())
                            .findFirst()
                            .orElseThrow();
            underWay.remove(record);
            deliver(record);
        }
    }

    /** Appends the oldest record, but its sender never hears of it and fails instead. */
    synchronized void breakSender() {
        if (underWay.isEmpty()) {
            return;
        }
        UnderWay first = underWay.removeFirst();
        append(first);
        List<UnderWay> lost = List.copyOf(underWay);
        underWay.clear();
        first.answer().failed(new IllegalStateException("the connection broke"));
        lost.forEach(one -> one.answer().failed(new IllegalStateException("the sender closed")));
    }

    /**
     * Fails the oldest record, while those behind it on its partition arrive: they were on the wire
     * already.
     */
    synchronized void failOldest() {
        if (underWay.isEmpty()) {
            return;
        }
        UnderWay first = underWay.removeFirst();
        List<UnderWay> behind =
                underWay.stream().filter(one -> one.partition() == first.partition()).toList();
        underWay.removeAll(behind);
        first.answer().failed(new IllegalStateException("the broker refused it"));
        behind.forEach(this::deliver);
    }

    @Override
    public synchronized RecordSender open() {
        opened++;
        return new Sender(opened);
    }

    private void deliver(UnderWay record) {
        if (record.bytes() > maxBytes) {
            record.answer().tooLarge();
        } else {
            record.answer().acknowledged(append(record));
        }
    }

    private long append(UnderWay record) {
        List<RequestBatch> log = topic.computeIfAbsent(record.partition(), _ -> new ArrayList<>());
        log.add(record.batch());
        return log.size() - 1L;
    }

    private final class Sender implements RecordSender {
        private final int number;

        Sender(int number) {
            this.number = number;
        }

        @Override
        public int partitions() {
            synchronized (FakeKafka.this) {
                if (!reachable) {
                    throw new IllegalStateException("no broker answers");
                }
                return partitions;
            }
        }

        @Override
        public void send(int partition, String topicKey, byte[] value, Answer answer) {
            synchronized (FakeKafka.this) {
                underWay.add(
                        new UnderWay(number, partition, value.length, Batches.read(value), answer));
            }
        }

        @Override
        public void close() {
            synchronized (FakeKafka.this) {
                underWay.removeIf(record -> record.sender() == number);
            }
        }
    }
}
